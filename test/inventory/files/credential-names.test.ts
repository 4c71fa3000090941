import { describe, expect, it } from "vitest";
import { sniff } from "../../../src/inventory/files/sniff.ts";

const credential = (path: string, text: string): string | undefined =>
  sniff(Buffer.from(text, "latin1"), path).credential;

describe("a file with a name that credentials have", () => {
  it.each([
    ["root/.netrc", "machine example.org\n  login me\n  password hunter2\n", "netrc"],
    ["app/.npmrc", "save-exact=true\n//registry.example.org/:_authToken=npm_abc\n", "npm"],
    ["usr/etc/npmrc", "_auth = bWU6eA==\n", "npm"],
    ["root/.yarnrc.yml", 'npmAuthToken: "abc"\n', "yarn"],
    ["root/.pypirc", "[pypi]\nusername = __token__\npassword = pypi-abc\n", "pypi"],
    ["etc/pip.conf", "[global]\nindex-url = https://me:secret@example.org/simple\n", "pip"],
    ["root/.config/git/credentials", "https://me:secret@example.org\n", "git"],
    ["root/.pgpass", "# hosts\ndb.example.org:5432:*:me:secret\n", "postgresql"],
    ["root/.my.cnf", "[client]\nuser=me\npassword=secret\n", "mysql"],
    ["home/me/.aws/credentials", "[default]\naws_access_key_id = AKIA\naws_secret_access_key = abc\n", "aws"],
    ["root/.s3cfg", "[default]\nsecret_key = abc\n", "s3cmd"],
    ["root/.docker/config.json", '{"auths": {"example.org": {"auth": "bWU6c2VjcmV0"}}}', "docker"],
    ["run/containers/auth.json", '{"auths": {"example.org": {"auth": "bWU6c2VjcmV0"}}}', "docker"],
    ["root/.composer/auth.json", '{"github-oauth": {"github.com": "abc"}}', "composer"],
    ["root/.kube/config", "users:\n- name: me\n  user:\n    token: abc\n", "kubernetes"],
    ["root/.config/gh/hosts.yml", "github.com:\n    oauth_token: gho_abc\n", "github"],
    ["root/.m2/settings.xml", "<server><password>secret</password></server>", "maven"],
    ["root/.cargo/credentials.toml", '[registry]\ntoken = "abc"\n', "cargo"],
    ["root/.gem/credentials", "---\n:rubygems_api_key: abc\n", "rubygems"],
    ["root/.vault-token", "s.abcdef", "vault"],
    ["srv/www/.htpasswd", "me:$apr1$x$y\n", "htpasswd"],
    ["etc/shadow", "root:*:19000:0:99999:7:::\nme:$6$salt$hash:19000:0:99999:7:::\n", "password-hash"],
    ["etc/shadow", "root:*:19000::::::\nold:abJnggxhB/yWI:19000:0:::::\n", "password-hash"],
    ["etc/shadow", "root::10933:0:99999:7:::\n", "empty-password"],
    ["app/.env", "PORT=80\nexport DB_PASSWORD='correct horse'\n", "environment"],
    ["app/.env.production", "STRIPE_SECRET_KEY=sk_live_0123456789\n", "environment"],
  ])("/%s is one with a secret in it", (path, text, kind) => {
    expect(credential(path, text)).toBe(kind);
  });

  it.each([
    ["root/.netrc", "machine example.org login me\n"],
    ["app/.npmrc", "save-exact=true\n# //example.org/:_authToken=old\n"],
    ["app/.npmrc", "//example.org/:_authToken=${NPM_TOKEN}\n"],
    ["etc/pip.conf", "[global]\nindex-url = https://example.org/simple\n"],
    ["root/.pgpass", "# host:port:database:user:password\n"],
    ["root/.aws/credentials", "[default]\ncredential_process = /usr/bin/aws-login\n"],
    ["root/.docker/config.json", '{"credsStore": "pass", "auths": {"example.org": {}}}'],
    ["root/.m2/settings.xml", "<password>${env.PASSWORD}</password>"],
    ["etc/shadow", "root:*:19000:0:99999:7:::\nlocked:!:19000::::::\nnobody:!!:19000::::::\n"],
    ["app/.env", "PORT=80\nSECRET=\nTOKEN=none\n"],
    ["app/.env.example", "SECRET_KEY=0123456789abcdef\n"],
    ["app/config.json", '{"auths": {"example.org": {"auth": "bWU6c2VjcmV0"}}}'],
    ["usr/share/doc/credentials", "aws_secret_access_key = abc\n"],
    ["root/x.docker/config.json", '{"auths": {"x": {"auth": "bWU6c2VjcmV0"}}}'],
    ["root/.vault-token", ""],
  ])("/%s is none that holds %j", (path, text) => {
    expect(credential(path, text)).toBeUndefined();
  });

  it("is looked through in a moment, whatever its text", () => {
    const texts = ["a", "=", ":", "\n", " ", "x=", "a:", "_auth", "//a:", "TOKEN", "-", '"auth":'];
    const paths = [
      "x/.npmrc",
      "x/.env",
      "etc/shadow",
      "x/.pgpass",
      "x/.git-credentials",
      "x/.kube/config",
      "x/.netrc",
    ];
    const started = performance.now();
    for (const text of texts) for (const path of paths) credential(path, text.repeat(4096 / text.length));
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
