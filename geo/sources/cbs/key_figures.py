"""Read the latest official figures per neighbourhood from Kerncijfers wijken en buurten of CBS."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa

from geo.errors import FaultList
from geo.sources.cbs.codes import NEIGHBOURHOOD
from geo.sources.files import checks
from geo.sources.files.csv import read_csv

_NUMBERS: Final = ("aantal_inwoners", "woningvoorraad", "percentage_eenpersoonshuishoudens", "jaar")
_SCHEMA: Final = pa.DataFrameSchema(
    {
        "buurtcode": checks.code_column(NEIGHBOURHOOD, "a code such as BU09350000", "Correct the code."),
        "aantal_inwoners": checks.number_column("a number of residents from 0"),
        "woningvoorraad": checks.number_column("a number of dwellings from 0"),
        "percentage_eenpersoonshuishoudens": checks.number_column("a percentage from 0 to 100", high=100),
        "jaar": checks.year_column(),
    }
)


def read_key_figures(path: Path) -> pd.DataFrame:
    """Read the key figures of neighbourhoods.

    Parameters
    ----------
    path
        CSV with the columns `buurtcode`, `aantal_inwoners`, `woningvoorraad`, `percentage_eenpersoonshuishoudens` and
        `jaar`; a figure that is missing is empty.

    Returns
    -------
    DataFrame
        Sorted by `neighbourhood` (and `year`), with `residents`, `dwellings` (NaN if missing),
        `share_one_person_households` (0 to 1, NaN if missing) and `year`.

    Raises
    ------
    InputError
        With all faults of the file together.
    """
    table = read_csv(path, ("buurtcode", *_NUMBERS))
    faults = FaultList(path)
    rows = checks.RowFaults.of_rows(table, faults)
    table = table.assign(buurtcode=table["buurtcode"].str.strip())
    table = table.assign(**checks.as_numbers(table, _NUMBERS, rows))
    checks.check_schema(table, _SCHEMA, rows)
    checks.check_unique(table["buurtcode"], "buurtcode", rows)
    faults.raise_if_any()
    result = pd.DataFrame(
        {
            "neighbourhood": table["buurtcode"],
            "residents": table["aantal_inwoners"],
            "dwellings": table["woningvoorraad"],
            "share_one_person_households": table["percentage_eenpersoonshuishoudens"] / 100,
            "year": table["jaar"].astype("int64"),
        }
    )
    return result.sort_values("neighbourhood", ignore_index=True)
