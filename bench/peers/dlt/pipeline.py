"""The whole market into SQLite with dlt: its rest_api source, its SQLAlchemy destination, its defaults."""

import sys

import dlt
from dlt.sources.rest_api import rest_api_source

# Without hints dlt takes the type of the first value it sees, and puts 0.5 beside a price of 100 into another column.
NUMBERS = """
current_price market_cap fully_diluted_valuation total_volume high_24h low_24h price_change_24h
price_change_percentage_24h market_cap_change_24h market_cap_change_percentage_24h circulating_supply total_supply
max_supply ath ath_change_percentage atl atl_change_percentage roi__times roi__percentage
""".split()


def within_64_bits(coin: dict) -> dict:
    """The market has an integer of 49 digits, on which the JSON writer of dlt stops."""
    return {name: float(v) if isinstance(v, int) and abs(v) >= 2**63 else v for name, v in coin.items()}


def main(base_url: str, database: str, working_folder: str) -> None:
    source = rest_api_source(
        {
            "client": {
                "base_url": base_url,
                "paginator": {"type": "page_number", "base_page": 1, "total_path": None},
            },
            "resources": [
                {
                    "name": "coins",
                    "primary_key": "id",
                    "write_disposition": "append",
                    "columns": {name: {"data_type": "double"} for name in NUMBERS},
                    "endpoint": {
                        "path": "coins/markets",
                        "params": {"vs_currency": "usd", "order": "market_cap_desc", "per_page": 250},
                        "data_selector": "$",
                    },
                    "processing_steps": [{"map": within_64_bits}],
                }
            ],
        }
    )
    pipeline = dlt.pipeline(
        pipeline_name="market",
        destination=dlt.destinations.sqlalchemy(f"sqlite:///{database}"),
        dataset_name="main",
        pipelines_dir=working_folder,
    )
    pipeline.run(source).raise_on_failed_jobs()


main(*sys.argv[1:])
