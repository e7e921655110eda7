"""What must hold for any text at all, led by coverage: `make fuzz`, or `python -m tests.fuzz folding`.

Atheris, which leads, is built for Linux with Python 3.11 to 3.13 alone. The normal tests feed the same checks with
nasty texts and with chance ones (`tests/test_any_text.py`).
"""
