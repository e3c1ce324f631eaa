"""A Singer tap for the market of CoinGecko, written with Meltano's SDK."""

from __future__ import annotations

from datetime import datetime, timezone

from singer_sdk import RESTStream, Tap
from singer_sdk import typing as th
from singer_sdk.pagination import PageNumberPaginator

PER_PAGE = 250


class MarketPaginator(PageNumberPaginator):
    """Ends with the first page that is not full."""

    def has_more(self, response) -> bool:
        return len(response.json()) == PER_PAGE


class CoinsStream(RESTStream):
    name = "coins"
    path = "/coins/markets"
    # So that a second run adds a snapshot instead of failing on the ids of the first.
    primary_keys = ("snapshot_at", "id")
    snapshot_at = datetime.now(timezone.utc).isoformat()
    schema = th.PropertiesList(
        th.Property("snapshot_at", th.DateTimeType, required=True),
        th.Property("id", th.StringType, required=True),
        th.Property("symbol", th.StringType),
        th.Property("name", th.StringType),
        th.Property("image", th.StringType),
        th.Property("current_price", th.NumberType),
        th.Property("market_cap", th.NumberType),
        th.Property("market_cap_rank", th.IntegerType),
        th.Property("fully_diluted_valuation", th.NumberType),
        th.Property("total_volume", th.NumberType),
        th.Property("high_24h", th.NumberType),
        th.Property("low_24h", th.NumberType),
        th.Property("price_change_24h", th.NumberType),
        th.Property("price_change_percentage_24h", th.NumberType),
        th.Property("market_cap_change_24h", th.NumberType),
        th.Property("market_cap_change_percentage_24h", th.NumberType),
        th.Property("circulating_supply", th.NumberType),
        th.Property("total_supply", th.NumberType),
        th.Property("max_supply", th.NumberType),
        th.Property("ath", th.NumberType),
        th.Property("ath_change_percentage", th.NumberType),
        th.Property("ath_date", th.DateTimeType),
        th.Property("atl", th.NumberType),
        th.Property("atl_change_percentage", th.NumberType),
        th.Property("atl_date", th.DateTimeType),
        th.Property(
            "roi",
            th.ObjectType(
                th.Property("times", th.NumberType),
                th.Property("currency", th.StringType),
                th.Property("percentage", th.NumberType),
            ),
        ),
        th.Property("last_updated", th.DateTimeType),
    ).to_dict()

    @property
    def url_base(self) -> str:
        return self.config["base_url"]

    def get_new_paginator(self) -> MarketPaginator:
        return MarketPaginator(start_value=1)

    def get_url_params(self, context, next_page_token):
        return {"vs_currency": "usd", "order": "market_cap_desc", "per_page": PER_PAGE, "page": next_page_token}

    def post_process(self, row: dict, context=None) -> dict:
        """The market has an integer of 49 digits, which SQLite does not take as one."""
        row["snapshot_at"] = self.snapshot_at
        return {name: float(v) if isinstance(v, int) and abs(v) >= 2**63 else v for name, v in row.items()}


class MarketTap(Tap):
    name = "tap-market"
    config_jsonschema = th.PropertiesList(th.Property("base_url", th.StringType, required=True)).to_dict()

    def discover_streams(self):
        return [CoinsStream(self)]


if __name__ == "__main__":
    MarketTap.cli()
