#!/bin/sh
# Runs pebble, an authority for tests, at acme.test:14000, and leaves the certificate of its own address in /acme.pem.
set -eu
command -v pebble >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends pebble; }
cd /tmp
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=acme.test -addext subjectAltName=DNS:acme.test \
    -keyout acme.key -out acme.pem
cat > pebble.json <<'END'
{"pebble": {"listenAddress": "0.0.0.0:14000", "managementListenAddress": "0.0.0.0:15000", "certificate": "acme.pem", "privateKey": "acme.key",
 "httpPort": 80, "tlsPort": 443, "domainBlocklist": ["blocked.test"], "retryAfter": {"authz": 1, "order": 1}}}
END
cp acme.pem /acme.pem
# By itself it refuses one good nonce in twenty, to try clients; certbot tries again once, and twice in a row ends the test.
PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 exec pebble -config pebble.json
