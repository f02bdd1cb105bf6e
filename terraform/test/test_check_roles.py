"""The comparison of roles sees what it is there to see. `python3 -m unittest discover -s test`"""

import copy
import json
import unittest

import check_roles

BUCKET = {"type": "aws_s3_bucket", "address": "bucket", "values": {"bucket": "photos"}}
ROLE = {
    "type": "aws_iam_role",
    "address": "role",
    "values": {
        "name": "some-thing-states",
        "assume_role_policy": json.dumps(
            {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "states.amazonaws.com"}}]}
        ),
    },
}
GOLDEN = {
    "NAME-states": {
        "what": "a role",
        "trusted": ["states.amazonaws.com"],
        "managed": [],
        "grants": [{"actions": ["s3:GetObject"], "on": ["BUCKET/datasets/*"]}],
    }
}


def policy(effect="Allow", action="s3:GetObject", on="arn:aws:s3:::photos/datasets/*", kind="aws_iam_role_policy", **more):
    statement = {"Effect": effect, "Action": [action], "Resource": [on], **more}
    values = {"role": "some-thing-states", "policy": json.dumps({"Statement": [statement]})}
    return {"type": kind, "address": kind, "values": values}


def problems(*found, role=ROLE):
    said = []
    holders = check_roles.granted([BUCKET, role, *found], said)
    return said + list(check_roles.compare(holders, GOLDEN))


class CheckRoles(unittest.TestCase):
    def test_what_is_listed_is_right(self):
        self.assertEqual([], problems(policy()))

    def test_an_action_more_is_told(self):
        self.assertEqual(
            ["NAME-states: may s3:PutObject on BUCKET/datasets/*, and iam.json does not have it"],
            problems(policy(), policy(action="s3:PutObject")),
        )

    def test_a_wider_resource_is_told(self):
        self.assertIn(
            "NAME-states: may s3:GetObject on BUCKET/*, and iam.json does not have it",
            problems(policy(), policy(on="arn:aws:s3:::photos/*")),
        )

    def test_another_bucket_is_told(self):
        self.assertTrue(problems(policy(), policy(on="arn:aws:s3:::other/datasets/*")))

    def test_a_grant_without_its_condition_or_with_another_is_told(self):
        self.assertTrue(problems(policy(Condition={"Bool": {"aws:SecureTransport": "true"}})))

    def test_a_grant_that_is_gone_is_told(self):
        self.assertEqual(
            ["NAME-states: iam.json has s3:GetObject on BUCKET/datasets/*, and no policy grants it"], problems()
        )

    def test_a_role_that_an_option_makes_may_be_missing_and_is_compared_where_it_is(self):
        optional = {**GOLDEN, "NAME-rollout": {**GOLDEN["NAME-states"], "only": "shift"}}
        holders = check_roles.granted([BUCKET, ROLE, policy()], [])
        self.assertEqual([], list(check_roles.compare(holders, optional)))
        more = {**holders, "NAME-rollout": {**holders["NAME-states"], "trusted": {"AWS *"}}}
        self.assertIn("NAME-rollout: AWS * is trusted, and not in iam.json", list(check_roles.compare(more, optional)))

    def test_somebody_else_who_is_trusted_is_told(self):
        role = copy.deepcopy(ROLE)
        role["values"]["assume_role_policy"] = ROLE["values"]["assume_role_policy"].replace(
            '"Service": "states.amazonaws.com"', '"AWS": "*"'
        )
        self.assertIn("NAME-states: AWS * is trusted, and not in iam.json", problems(policy(), role=role))

    def test_a_policy_of_aws_is_told(self):
        attached = {
            "type": "aws_iam_role_policy_attachment",
            "address": "attached",
            "values": {"role": "some-thing-states", "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"},
        }
        self.assertIn("NAME-states: AdministratorAccess is managed, and not in iam.json", problems(policy(), attached))

    def test_a_statement_by_exclusion_is_told(self):
        excluding = policy()
        excluding["values"]["policy"] = json.dumps({"Statement": [{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": ["*"]}]})
        self.assertIn("NAME-states: NotAction grants what nobody listed", problems(policy(), excluding))

    def test_a_bucket_policy_that_lets_somebody_in_is_told(self):
        self.assertIn(
            "the bucket's policy grants something; it is there to refuse",
            problems(policy(), policy(kind="aws_s3_bucket_policy")),
        )

    def test_a_kind_of_policy_that_is_new_is_told(self):
        self.assertTrue(problems(policy(), policy(kind="aws_sns_topic_policy"), policy(kind="aws_iam_user_policy")))


if __name__ == "__main__":
    unittest.main()
