#!/usr/bin/env python3
"""Puts a release of the cluster in place: every artifact from the cluster's bucket, each by its digest.

It may run any number of times; what is in place and whole is left alone. It takes the release that
boot.json pins, else the one it took before, else the bucket's current one.
"""
import datetime
import hashlib
import hmac
import json
import os
import platform
import tarfile
import urllib.parse
import urllib.request

ROOT = os.environ.get("EVENKEEL_ROOT", "")
IMDS = os.environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://169.254.169.254").rstrip("/") + "/latest/"
CHUNK = 1 << 20


def metadata(path, token=None):
    headers = {"X-aws-ec2-metadata-token": token} if token else {"X-aws-ec2-metadata-token-ttl-seconds": "300"}
    request = urllib.request.Request(IMDS + path, headers=headers, method="GET" if token else "PUT")
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.read().decode()


class Bucket:
    def __init__(self, name, region, token):
        role = metadata("meta-data/iam/security-credentials/", token).split()[0]
        keys = json.loads(metadata("meta-data/iam/security-credentials/" + role, token))
        self.region, self.id = region, keys["AccessKeyId"]
        self.secret, self.session = keys["SecretAccessKey"], keys["Token"]
        moved = os.environ.get("AWS_ENDPOINT_URL")
        domain = metadata("meta-data/services/domain", token)
        self.base = f"{moved.rstrip('/')}/{name}/" if moved else f"https://{name}.s3.{region}.{domain}/"

    def get(self, key):
        """A GET with Signature Version 4 (IAM user guide, "Create a signed AWS API request")."""
        url = urllib.parse.urlsplit(self.base + key)
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        signed = {
            "host": url.netloc,
            "x-amz-content-sha256": hashlib.sha256(b"").hexdigest(),
            "x-amz-date": now,
            "x-amz-security-token": self.session,
        }
        names = ";".join(signed)
        lines = "".join(f"{name}:{value}\n" for name, value in signed.items())
        wanted = f"GET\n{url.path}\n\n{lines}\n{names}\n{signed['x-amz-content-sha256']}"
        scope = f"{now[:8]}/{self.region}/s3/aws4_request"
        text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(wanted.encode()).hexdigest()}"
        secret = ("AWS4" + self.secret).encode()
        for part in scope.split("/") + [text]:
            secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
        signed["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={self.id}/{scope}, SignedHeaders={names}, Signature={secret.hex()}")
        return urllib.request.urlopen(urllib.request.Request(url.geturl(), headers=signed), timeout=60)


def digest_of(path):
    found = hashlib.sha256()
    with open(path, "rb") as stream:
        while chunk := stream.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def put(path, content, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "wb") as stream:
        stream.write(content)
        os.fchmod(stream.fileno(), mode)
        os.fsync(stream.fileno())
    os.rename(path + ".new", path)


def link(target, path, hard=False):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.lexists(path + ".new"):
        os.unlink(path + ".new")
    (os.link if hard else os.symlink)(target, path + ".new")
    os.rename(path + ".new", path)


def fetch(bucket, artifact, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with bucket.get(artifact["key"]) as answer, open(path + ".new", "wb") as stream:
        while chunk := answer.read(CHUNK):
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    if digest_of(path + ".new") != artifact["digest"]:
        raise SystemExit(f"{artifact['name']}: the bucket holds other bytes than the release says")
    os.rename(path + ".new", path)


def install(bucket, artifact, images, known):
    name, kind = artifact["name"], artifact["kind"]
    folder = f"{ROOT}/opt/evenkeel/versions/{name}-{artifact['version']}"
    whole = f"{folder}/{artifact['digest']}"
    if not (os.path.exists(whole) and digest_of(whole) == artifact["digest"]):
        fetch(bucket, artifact, whole)
    programs = [name] if kind == "program" else [m.split("/")[-1] for m in artifact.get("members", [])]
    if kind == "program":
        os.chmod(whole, 0o755)
        link(whole, f"{folder}/{name}")
    elif kind == "archive":
        with tarfile.open(whole) as archive:
            for member in artifact["members"]:
                put(f"{folder}/{member.split('/')[-1]}", archive.extractfile(member).read(), 0o755)
    elif kind == "images":
        with open(whole, "rb") as stream:
            zipped = ".zst" if stream.read(4) == b"\x28\xb5\x2f\xfd" else ""
        link(whole, f"{ROOT}{images}/{name}.tar{zipped}", hard=True)
    elif kind == "manifests":
        with open(whole, "rb") as stream:
            text = stream.read()
        for word, value in known.items():
            text = text.replace(f"@{word}@".encode(), value.encode())
        put(f"{ROOT}/opt/evenkeel/manifests.json", text)
    for program in programs:
        link(f"{folder}/{program}", f"{ROOT}/opt/evenkeel/bin/{program}")


def main():
    with open(ROOT + "/etc/evenkeel/boot.json", encoding="utf-8") as stream:
        boot = json.load(stream)
    token = metadata("api/token")
    zone = metadata("meta-data/placement/availability-zone", token)
    account = json.loads(metadata("dynamic/instance-identity/document", token))["accountId"]
    known = {"ACCOUNT": account, **boot.get("known", {})}
    here = {"ZONE": zone, "INSTANCE": metadata("meta-data/instance-id", token)}
    for source, target in boot["fill"].items():
        with open(ROOT + source, encoding="utf-8") as stream:
            text = stream.read()
        for word, value in here.items():
            text = text.replace(f"@{word}@", value)
        put(ROOT + target, text.encode())

    bucket = Bucket(boot["bucket"], boot["region"], token)
    pinned, digest = ROOT + "/etc/evenkeel/release", boot["release"]
    if not digest and os.path.exists(pinned):
        with open(pinned, encoding="utf-8") as stream:
            digest = stream.read().strip()
    if not digest:
        with bucket.get("releases/current") as answer:
            digest = answer.read().decode().strip()
    with bucket.get(f"releases/{digest}.json") as answer:
        text = answer.read()
    if hashlib.sha256(text).hexdigest() != digest:
        raise SystemExit(f"the bucket holds another text than release {digest}")

    machine = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
    for artifact in json.loads(text)["artifacts"]:
        if artifact["architecture"] in (machine, "any") and boot["role"] in artifact["roles"]:
            install(bucket, artifact, boot["images"], known)
            print(f"{artifact['name']} {artifact['version']} is in place", flush=True)
    put(pinned, digest.encode() + b"\n")


main()
