# /// attack
# does = "raises and prints what the library for tables takes for colours, links and sizes"
# own = { softmax = ["error"] }
# ///
"""Square brackets are markup to whoever prints by rich. What is a student's is printed as text."""

TEXT = "[bold green]passed[/] [link=file:///etc/passwd]here[/link] [@click=x()]x[/] [/red] :skull: [conceal] \\\\[x]"


def softmax(logits):
    print(TEXT)
    raise type(TEXT[:90], (Exception,), {})(TEXT)
