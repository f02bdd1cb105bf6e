"""Requests beyond a role are refused, and grants that nothing needs are told. `python3 -m unittest discover -s test`"""

import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path

from asked import ROLES, Roles, alone, in_words, prefixes, within_roles


def request(role, method, path, query="", service="s3", target=""):
    return {"by": role, "service": service, "method": method, "path": path, "query": query, "target": target}


def told(roles, *requests):
    with tempfile.TemporaryDirectory() as work:
        file = Path(work, "requests")
        file.write_text("".join(json.dumps(one) + "\n" for one in requests))
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            wrong = within_roles(file, roles)
        return wrong, said.getvalue()


class Asked(unittest.TestCase):
    roles = Roles.listed("photos")

    def test_a_role_may_what_it_is_granted_and_no_more(self):
        for refused, one in [
            (False, request("classify", "GET", "/photos/ensembles/a/promotions/0000000001.json")),
            (False, request("classify", "GET", "/photos", "list-type=2&prefix=ensembles%2Fa%2F")),
            (False, request("classify", "POST", "/", service="states", target="AWSStepFunctions.StartExecution")),
            (False, request("classify", "GET", "/photos/uploads/a.jpg")),
            (False, request("job", "GET", "/photos/uploads/a.zip")),
            (False, request("job", "GET", "/photos", "list-type=2&prefix=uploads%2Fa%2F")),
            (True, request("classify", "GET", "/photos", "list-type=2&prefix=uploads%2F")),
            (True, request("job", "PUT", "/photos/uploads/a.zip")),
            (True, request("classify", "GET", "/photos", "list-type=2&prefix=datasets%2F")),
            (True, request("classify", "GET", "/photos", "list-type=2&prefix=")),
            (True, request("classify", "HEAD", "/photos/readiness-probe")),
            (True, request("classify", "GET", "/other/ensembles/a")),
            (True, request("classify", "DELETE", "/photos/runs/a")),
            (True, request("job", "PUT", "/photos/datasets/a.zip")),
            (True, request("job", "POST", "/", service="states", target="AWSStepFunctions.StartExecution")),
            (False, request("somebody", "DELETE", "/photos/runs/a")),
        ]:
            with self.subTest(one=one):
                self.assertEqual(refused, self.roles.refuses(one))

    def test_each_grant_in_turn_is_missed_when_it_is_taken_away(self):
        for role in ROLES:
            for grant in self.roles.grants[role]:
                action, on = grant["actions"][0], grant["on"][0].replace("*", "x")
                without = Roles.listed("photos", [in_words(grant)])
                with self.subTest(role=role, grant=in_words(grant)):
                    one = asking(role, action, on, prefixes(grant)[0].replace("*", "x"))
                    if one:
                        self.assertFalse(self.roles.refuses(one))
                        self.assertTrue(without.refuses(one))

    def test_a_question_that_several_grants_allow_needs_none_of_them(self):
        job = self.roles.grants["job"]
        listing = next(grant for grant in job if in_words(grant) == "s3:ListBucket on BUCKET, prefix ensembles/*")
        self.assertFalse(alone(listing, job, {("s3:ListBucket", "BUCKET", None)}))
        self.assertTrue(alone(listing, job, {("s3:ListBucket", "BUCKET", "ensembles/a/promotions/")}))

    def test_a_grant_that_nothing_needs_is_told(self):
        roles = Roles("photos", {"job": [{"actions": ["s3:GetObject"], "on": ["BUCKET/runs/*"]}]})
        more = {"actions": ["s3:DeleteObject"], "on": ["BUCKET/runs/*"]}
        wider = Roles("photos", {"job": [*roles.grants["job"], more]})
        asked = request("job", "GET", "/photos/runs/a/request.json")
        self.assertEqual(0, told(roles, asked)[0])
        wrong, said = told(wider, asked)
        self.assertEqual(1, wrong)
        self.assertIn("not needed here: s3:DeleteObject on BUCKET/runs/*: NOT EXPLAINED", said)

    def test_what_was_refused_is_told(self):
        wrong, said = told(self.roles, request("job", "PUT", "/photos/datasets/a.zip"))
        self.assertGreater(wrong, 0)
        self.assertIn("refused: s3:PutObject on BUCKET/datasets/a.zip", said)

    def test_a_role_that_never_asked_proves_nothing(self):
        roles = Roles("photos", {"job": []})
        self.assertEqual(1, told(roles)[0])

    def test_a_grant_that_is_added_by_name_is_told(self):
        roles = Roles.listed("photos", more=["job s3:DeleteObject on BUCKET/runs/*"])
        self.assertFalse(roles.refuses(request("job", "DELETE", "/photos/runs/a")))
        wrong, said = told(roles, request("job", "GET", "/photos/runs/a"))
        self.assertIn("s3:DeleteObject on BUCKET/runs/*: NOT EXPLAINED", said)

    def test_a_grant_that_no_role_has_cannot_be_taken_away(self):
        with self.assertRaises(SystemExit):
            Roles.listed("photos", ["s3:GetObject on BUCKET/nothing/*"])


def asking(role, action, on, prefix):
    """The request that needs it; none where Lambda itself asks."""
    service, name = action.split(":")
    if service == "states":
        return request(role, "POST", "/", service="states", target=f"AWSStepFunctions.{name}")
    path = "/" + on.replace("BUCKET", "photos")
    return {
        "s3:GetObject": request(role, "GET", path),
        "s3:PutObject": request(role, "PUT", path),
        "s3:AbortMultipartUpload": request(role, "DELETE", path, "uploadId=1"),
        "s3:ListBucket": request(role, "GET", path, f"list-type=2&prefix={prefix}"),
    }.get(action)


if __name__ == "__main__":
    unittest.main()
