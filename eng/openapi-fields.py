#!/usr/bin/env python3
"""Writes which fields objects of Kubernetes have, from Kubernetes' own OpenAPI.

    python3 eng/openapi-fields.py VERSION swagger.json > tests/cases/openapi/kubernetes-MINOR.txt

swagger.json is api/openapi-spec/swagger.json of kubernetes/kubernetes at the tag vVERSION, or what a server of that
version answers to `kubectl get --raw /openapi/v2`. Kinds of stable versions are written, and the types that they reach.

    kind apps/v1 Deployment namespaced apps.v1.Deployment
    type apps.v1.DeploymentSpec
      replicas integer
      template! v1.PodTemplateSpec

`!` marks what must be there; `[]T` is a list, `{}T` a map, `any` is not looked into, `int-or-string` and `quantity` are either.
"""
import json
import re
import sys

PREFIXES = ("io.k8s.api.core.", "io.k8s.api.", "io.k8s.apimachinery.pkg.apis.", "io.k8s.apiextensions-apiserver.pkg.apis.",
            "io.k8s.kube-aggregator.pkg.apis.")
SPECIAL = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "string",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "string",
}


def short(name):
    for prefix in PREFIXES:
        if name.startswith(prefix):
            return name[len(prefix):]
    return name


def form(schema):
    if "$ref" in schema:
        name = schema["$ref"].split("/")[-1]
        return SPECIAL.get(name, name)
    kind = schema.get("type")
    if kind == "array":
        return "[]" + form(schema["items"])
    if kind == "object" and "additionalProperties" in schema:
        return "{}" + form(schema["additionalProperties"])
    return kind if kind in ("string", "integer", "number", "boolean") else "any"


def main(version, path):
    with open(path, encoding="utf-8") as stream:
        swagger = json.load(stream)
    definitions = swagger["definitions"]
    kinds = {}
    for url, item in swagger["paths"].items():
        post = item.get("post", {})
        gvk = post.get("x-kubernetes-group-version-kind")
        bodies = [p["schema"] for p in post.get("parameters", []) if p.get("in") == "body"]
        body = [schema["$ref"].split("/")[-1] for schema in bodies if "$ref" in schema]
        if not gvk or not body or not re.fullmatch(r"v[0-9]+", gvk["version"]) or not body[0].endswith("." + gvk["kind"]):
            continue
        group = f"{gvk['group']}/{gvk['version']}" if gvk["group"] else gvk["version"]
        scope = "namespaced" if "/namespaces/{namespace}/" in url else "cluster"
        kinds.setdefault((group, gvk["kind"]), (scope, body[0]))

    wanted, seen = sorted(name for _, name in kinds.values()), {}
    while wanted:
        name = wanted.pop()
        if name in seen or name not in definitions:
            continue
        fields = definitions[name].get("properties")
        seen[name] = {} if fields is None else {key: form(value) for key, value in fields.items()}
        for value in seen[name].values():
            wanted.append(value.lstrip("[]{}"))

    print(f"# Fields of Kubernetes {version}'s objects. Written by eng/openapi-fields.py, which says from what; not by hand.")
    for (group, kind), (scope, name) in sorted(kinds.items()):
        print(f"kind {group} {kind} {scope} {short(name)}")
    for name, fields in sorted(seen.items(), key=lambda item: short(item[0])):
        if not fields:
            continue
        required = definitions[name].get("required", [])
        print(f"type {short(name)}")
        for key, value in sorted(fields.items()):
            bare = value.lstrip("[]{}")
            target = "any" if bare in seen and not seen[bare] else short(bare)
            print(f"  {key}{'!' if key in required else ''} {value[:len(value) - len(bare)]}{target}")


main(*sys.argv[1:])
