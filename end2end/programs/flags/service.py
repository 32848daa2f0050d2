"""A service in Python with the public OpenFeature provider: service.py BASE TOKEN, answers in JSON."""
import json
import sys

from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext

base, token = sys.argv[1:]


def provider(bearer):
    return OFREPProvider(base, headers_factory=lambda: {"Authorization": f"Bearer {bearer}"})


def details(client, flag, key):
    found = client.get_string_details(flag, "fallback", EvaluationContext(targeting_key=key))
    return {"value": found.value, "reason": found.reason, "errorCode": found.error_code, "variant": found.variant}


def out(client):
    found = client.get_boolean_details("gate.on", True, EvaluationContext(targeting_key="out"))
    return {"value": found.value, "errorCode": found.error_code}


api.set_provider(provider(token))
client = api.get_client()
answers = {
    "colours": {f"u{n}": details(client, "button.color", f"u{n}")["value"] for n in range(40)},
    "first": details(client, "button", "u1"),
    "gate": {
        "on": client.get_boolean_value("gate.on", False, EvaluationContext(targeting_key="u1")),
        "share": client.get_float_value("gate.share", -1.0, EvaluationContext(targeting_key="u1")),
    },
    "out": out(client),
    "unknown": details(client, "nonsense", "u1"),
    "nobody": details(client, "button.color", ""),
}
api.set_provider(provider("nonsense"))
answers["stranger"] = details(api.get_client(), "button.color", "u1")
print(json.dumps(answers, default=str))
