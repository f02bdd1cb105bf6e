"""README.md names every variable, and every endpoint has a route or is named as having none."""

import json
import re
import unittest

from costs import Costs, tables
from documented import FOLDER, endpoints, fields, operations, routes, table, variables

README = (FOLDER / "README.md").read_text()
VARIABLES = (FOLDER / "variables.tf").read_text()


PRICES = json.loads((FOLDER / "prices.json").read_text())


class Documented(unittest.TestCase):
    def test_the_readme_has_every_variable_with_its_default(self):
        self.assertGreater(len(list(variables(VARIABLES))), 30)
        self.assertIn(table(VARIABLES), README, "put in what test/documented.py --table prints")

    def test_defaults_of_fields_are_seen(self):
        self.assertIn(("rate", "20"), fields(VARIABLES, "throttle"))
        self.assertIn(("instance_types", '["m6i.xlarge", "m6a.xlarge", "m5.xlarge"]'), fields(VARIABLES, "cpu"))

    def test_the_readme_has_the_costs_that_follow_from_the_prices(self):
        self.assertIn(tables(PRICES), README, "put in what test/costs.py --table prints")

    def test_a_million_photos_cost_what_the_machines_take(self):
        faster = json.loads(json.dumps(PRICES))
        faster["assumed"]["shard_images_a_second"]["is"] *= 2
        (_, _, slow), (_, _, quick) = next(Costs(PRICES).million()), next(Costs(faster).million())
        self.assertAlmostEqual(slow, 2 * quick)
        self.assertAlmostEqual(slow, 1e6 / 17.6 / 3600 * 0.192 * 0.4)

    def test_every_price_says_where_it_is_from(self):
        for name, price in PRICES["prices"].items():
            with self.subTest(name=name):
                self.assertRegex(price["from"], "https://")
                self.assertGreater(price["usd"], 0)

    def test_every_endpoint_has_a_route_or_is_named_as_having_none(self):
        documented = endpoints((FOLDER.parent / "docs/http-api.md").read_text())
        documented |= operations(json.loads((FOLDER.parent / "docs/openapi.json").read_text()))
        routed = routes((FOLDER / "modules/classify/api.tf").read_text())
        without = endpoints("\n".join(re.findall(r"^\| (`(?:GET|POST|PUT|DELETE) /[^|]*) \|", README, re.M)))
        self.assertGreater(len(documented), 10)
        self.assertEqual(set(), documented - routed - without, "these have neither a route nor a reason")
        self.assertEqual(set(), routed & without, "these are said to have no route and have one")
        self.assertEqual(set(), without - documented, "these are no endpoints")


if __name__ == "__main__":
    unittest.main()
