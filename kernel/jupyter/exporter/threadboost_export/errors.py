"""The one error of an export that is the notebook's fault."""


class ExportError(ValueError):
    """A page cannot be made. Its text has one line for each problem, each with the notebook, the cell and the line."""

    def __init__(self, notebook: str, problems: list[str]):
        super().__init__("\n".join(f"{notebook}: {problem}" for problem in problems))
