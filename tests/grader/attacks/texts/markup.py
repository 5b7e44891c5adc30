# /// attack
# does = "raises and prints HTML that runs scripts"
# own = { softmax = ["error"] }
# quick = true
# ///
"""A report is opened by an instructor who is logged in elsewhere. What a student writes is text in it."""

TEXT = """</td></pre><script>alert(document.cookie)</script><img src=x onerror=alert(1)>
<svg/onload=alert(1)><iframe src="javascript:alert(1)"></iframe><a href="javascript:alert(1)">the hint</a>
\"onmouseover=alert(1) '-alert(1)-' {{ 7 * 7 }} {% include "x" %} ${alert(1)} <style>*{display:none}</style><!--"""


def softmax(logits):
    print(TEXT)
    raise type(TEXT[:90], (Exception,), {})(TEXT)
