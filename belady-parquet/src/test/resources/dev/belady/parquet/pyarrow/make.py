# SPDX-License-Identifier: Apache-2.0
"""Makes the Parquet files in this folder: python3 make.py (pyarrow 25.0.1 made those kept here).

One table, stored in different ways; PyArrowFileTest knows its rows:
row r has label r % 2, I1 = r / 4 (null if r % 7 == 3), C1 = r * r (null if r % 5 == 4),
C2 = [r, r + 1, ...] of r % 4 keys (null if r % 6 == 5, its second element null if r % 9 == 3).
empty.parquet has the columns and no row.
"""

import json
import os

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 60
HERE = os.path.dirname(os.path.abspath(__file__))


def keys(r):
    if r % 6 == 5:
        return None
    return [None if i == 1 and r % 9 == 3 else r + i for i in range(r % 4)]


TABLE = pa.table(
    {
        "ignored": pa.array([f"text {r}" for r in range(ROWS)]),
        "C2": pa.array([keys(r) for r in range(ROWS)], pa.list_(pa.uint32())),
        "label": pa.array([r % 2 for r in range(ROWS)], pa.float32()),
        "C1": pa.array([None if r % 5 == 4 else r * r for r in range(ROWS)], pa.int64()),
        "I1": pa.array([None if r % 7 == 3 else r / 4 for r in range(ROWS)], pa.float64()),
    }
)

WAYS = {
    "snappy.parquet": dict(compression="snappy"),
    "zstd.parquet": dict(compression="zstd", data_page_version="2.0", row_group_size=25),
    "gzip.parquet": dict(
        compression="gzip",
        use_dictionary=False,
        data_page_version="2.0",
        column_encoding={
            "C1": "DELTA_BINARY_PACKED",
            "C2.list.element": "DELTA_BINARY_PACKED",
            "label": "BYTE_STREAM_SPLIT",
        },
    ),
    "none.parquet": dict(compression="none", use_dictionary=False, use_compliant_nested_type=False),
    "lz4.parquet": dict(compression="lz4"),
}

for name, way in WAYS.items():
    pq.write_table(TABLE, os.path.join(HERE, name), **way)

pq.write_table(TABLE.slice(0, 0), os.path.join(HERE, "empty.parquet"))

with open(os.path.join(HERE, "_metadata.json"), "w") as out:
    json.dump(
        {
            "file_stats": [{"file_name": name, "num_rows": ROWS} for name in WAYS]
            + [{"file_name": "empty.parquet", "num_rows": 0}],
            "cats": [{"col_name": "C1", "index": 3}, {"col_name": "C2", "index": 1}],
            "conts": [{"col_name": "I1", "index": 4}],
            "labels": [{"col_name": "label", "index": 2}],
        },
        out,
    )
    out.write("\n")
