"""What pyproject.toml cannot say: the repository's own files travel in the wheel as the package `sociaal_riool`.

`data/`, `static/`, `.streamlit/` and `streamlit_app.py` stay where they are in the repository; in the wheel they stand
together under `sociaal_riool/`, where `geo/storage.py` finds them.
"""

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

FILES = "sociaal_riool"


class BuildPy(build_py):
    """Copies the packages; of the modules in the repository's own folder only the app."""

    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        """List the modules of a package as name of the package, name of the module, and file."""
        modules: list[tuple[str, str, str]] = super().find_package_modules(package, package_dir)
        return modules if package != FILES else [module for module in modules if module[1] == "streamlit_app"]


setup(
    packages=[*find_packages(include=["commands*", "geo*", "layers*", "publishing*", "views*"]), FILES],
    package_dir={FILES: "."},
    cmdclass={"build_py": BuildPy},
)
