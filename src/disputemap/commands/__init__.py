"""Commands in groups, one module each, and what they share; `cli` registers them.

What is heavy is imported when a command runs. Shared are `options`, `output`, `importing` and `run`.
"""
