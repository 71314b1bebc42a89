#!/bin/sh
# Runs PostgreSQL for orders.json, in a folder that it makes if it is not there.
#
#     orders_database.sh FOLDER
#
# It listens at no port, only at a socket in the folder, which nobody else can enter. PostgreSQL
# refuses to run as root, so for root it runs as the user postgres.
set -eu
folder=$1
data=$folder/database
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$programs" ] || programs=$(dirname "$(command -v postgres || true)")
if [ ! -x "$programs/postgres" ]; then
  echo "there is no PostgreSQL here: install the package postgresql" >&2
  exit 69
fi

mkdir -p "$folder"
as_owner=
if [ "$(id -u)" = 0 ]; then
  chown postgres: "$folder"
  # `keep`: a change of the user makes the system forget that the server is to end with its parent.
  as_owner='setpriv --reuid=postgres --regid=postgres --init-groups --pdeathsig=keep'
fi
cd "$folder"

# Made under another name first: a folder that is there is whole.
if [ ! -e "$data" ]; then
  rm -rf "$data.new"
  $as_owner "$programs/initdb" --pgdata="$data.new" --username=orders --encoding=UTF8 --locale=C \
    --auth-local=trust --auth-host=reject
  mv "$data.new" "$data"
fi

# A server that was killed may be ending yet, and so may its processes, which use its memory: the
# next one cannot begin before.
in_use() {
  [ -e "$data/postmaster.pid" ] || return 1
  server=$(sed -n 1p "$data/postmaster.pid")
  memory=$(sed -n '7s/.* //p' "$data/postmaster.pid")
  [ "$(cat "/proc/$server/comm" 2>/dev/null)" = postgres ] ||
    awk -v id="$memory" '$2 == id && $7 > 0 { used = 1 } END { exit !used }' /proc/sysvipc/shm
}
waits=0
while in_use && [ "$waits" -lt 100 ]; do
  waits=$((waits + 1))
  sleep 0.1
done

# syncfs: after a crash it would else open each file of the folder, and be away for longer.
exec $as_owner "$programs/postgres" -D "$data" -c unix_socket_directories="$data" \
  -c listen_addresses= -c logging_collector=off -c log_destination=stderr -c log_line_prefix='[%p] ' \
  -c recovery_init_sync_method=syncfs
