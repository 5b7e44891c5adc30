# /// mutant
# kills = ["test_backward_of_an_operation_can_be_called_twice"]
# cause = "class"
# ///
"""The operands of the latest product are kept for all."""


@staticmethod
def multiply_forward(ctx, a, b):
    Multiply.operands = a, b
    return a * b


Multiply.forward = multiply_forward


@staticmethod
def multiply_backward(ctx, grad):
    a, b = Multiply.operands
    return unbroadcast(grad * b, a.shape), unbroadcast(grad * a, b.shape)


Multiply.backward = multiply_backward
