// SPDX-License-Identifier: Apache-2.0
#include "secrets/file_rules.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace kompress::secrets;

TEST_CASE("file rules: secret files by name", "[secrets]") {
    for (const std::string path : {".env", "app/.env.production", ".ENV", "deploy/prod.env", "server.pem", "tls/server.key", "id_rsa", "home/.ssh/id_ed25519",
                                   "id_ecdsa.bak", "vault.kdbx", "cert.p12", "cert.PFX", ".netrc", "a/b/.npmrc", ".pypirc", ".aws/credentials", "credentials",
                                   "config/credentials.json", "secrets.yml", "k8s/secret.yaml", ".kube/config", "x/.docker/config.json", ".ssh/known_hosts",
                                   "terraform.tfstate", "infra/prod.auto.tfvars", "config/master.key", "android/release.keystore", ".bash_history", ".htpasswd",
                                   "service-account-prod.json", ".secrets/token", "ssh_host_rsa_key", ".git-credentials", "firefox/key4.db"}) {
        INFO(path);
        REQUIRE(secret_file_reason(path).has_value());
        CHECK(!secret_file_reason(path)->empty());
    }
}

TEST_CASE("file rules: templates, public halves and code are allowed", "[secrets]") {
    for (const std::string path : {".env.example", "app/.env.sample", ".env.local.template", ".env.dist", "secrets.yml.example", "secrets.example.json",
                                   "id_rsa.pub", "secrets.py", "secrets.go", "src/secrets/rules.txt", "credentials.go", "credentials_test.py", "main.c",
                                   "docs/config", "config.json", "docker/config.json", "environment.ts", "keys.c", "monkey", "README.md", "", "/", "a/",
                                   "token.rs", "password.go", "pem.go", "env", "package.json", ".gitignore"}) {
        INFO(path);
        CHECK(!is_secret_file(path));
    }
}

TEST_CASE("file rules: a star stays within a name, and many of them cost little", "[secrets]") {
    CHECK(!is_secret_file("server.pem/readme"));
    CHECK(!is_secret_file(".ssh/deep/er/config.txt"));
    std::string path(1 << 20, '*');
    CHECK(!is_secret_file(path));
    CHECK(is_secret_file(path + ".key"));
}
