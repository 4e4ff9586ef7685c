# shellcheck shell=bash
# The requests of this example; run.sh sources it once the model and the gateway run.
# What stands after a `$` is what is run.

heading() { printf '\n## %s\n\n%s\n\n' "$1" "$2"; }

failures=0

# show <command>: prints it, then runs just that. A pipe may end before the command that feeds it.
show() {
  local exit_code=0
  printf '$ %s\n' "$1"
  (
    set +o pipefail
    eval "$1"
  ) || exit_code=$?
  if [ "$exit_code" -ne 0 ]; then
    failures=$((failures + 1))
    printf '(exit code %s)\n' "$exit_code"
  fi
  printf '\n'
}

# post <path> <body, or @file> [options of curl]
post() {
  local path=$1 body=$2
  shift 2
  curl --silent --no-buffer "$GATEWAY$path" --header "Authorization: Bearer $LATENTKIT_API_KEY" \
    --header 'Content-Type: application/json' --data "$body" "$@"
}

pretty() { "$venv/bin/python" -m json.tool --no-ensure-ascii --indent 2; }

# The text of a recorded stream, and how it ended.
text_of() {
  "$venv/bin/python" - "$1" <<'PYTHON'
import json, sys
events = [json.loads(line[6:]) for line in open(sys.argv[1]) if line.startswith('data: {')]
print(''.join(event.get('delta', '') for event in events), '| finish_reason:', events[-1].get('finish_reason'))
PYTHON
}

# Requests reach the log a moment after their answer.
newest_request() {
  sleep 1
  latentkit logs --json --limit 1 | "$venv/bin/python" -c 'import json, sys; print(json.loads(sys.stdin.readline())["id"])'
}

wait_for_line() {
  local tries=0
  until grep -q "$1" "$2" || [ "$tries" -gt 100 ]; do
    tries=$((tries + 1))
    sleep 0.2
  done
}

cd "$work"
cat >weather.json <<'JSON'
{"system": "You are a helpful assistant.",
 "messages": [{"role": "user", "content": "What is the weather in Paris, in celsius?"}],
 "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather of a city",
   "parameters": {"type": "object", "required": ["city", "unit"], "properties": {
     "city": {"type": "string"}, "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}}}}}],
 "tool_choice": {"type": "function", "function": {"name": "get_weather"}},
 "temperature": 0, "max_tokens": 64}
JSON
sed 's/"temperature"/"stream": true, "temperature"/' weather.json >weather-stream.json
# Numbers are many tokens for few characters: an estimate by characters takes this prompt for half as long as it is.
"$venv/bin/python" -c 'import json
body = {"messages": [{"role": "user", "content": " ".join(str(n) for n in range(10000, 10600))}], "max_tokens": 16}
json.dump(body, open("too-long.json", "w"))
body["messages"][0]["content"] *= 10
json.dump(body, open("much-too-long.json", "w"))'

heading 'Chat' 'The first attempt is refused at once; the second answers.'
show 'curl --silent $GATEWAY/v1/chat --header "Authorization: Bearer $LATENTKIT_API_KEY" \
    --header "Content-Type: application/json" \
    --data '"'"'{"messages": [{"role": "user", "content": "What is the capital of France?"}], "temperature": 0, "max_tokens": 40}'"'"' | pretty'
show "latentkit explain $(newest_request)"

heading 'Stream' 'This server reports no usage in a stream, so it is estimated, and marked so.'
show "post /v1/chat '{\"messages\": [{\"role\": \"user\", \"content\": \"What is the capital of France?\"}], \"temperature\": 0, \"max_tokens\": 40, \"stream\": true}'"

heading 'Tools' 'A model of this size does not decide well when to call a tool. `tool_choice` names the function, and llama.cpp holds the answer to its schema.'
show 'cat weather.json'
show 'post /v1/chat @weather.json | pretty'
show 'post /v1/chat @weather-stream.json'

heading 'A prompt that is too long' 'The model reads 2,048 tokens, and the configuration says so. Where the estimate shows it, no provider is asked; where only the model can tell, its refusal reaches the caller as the same error.'
show 'post /v1/chat @much-too-long.json | pretty'
show 'post /v1/chat @too-long.json | pretty'

heading 'A caller that goes away' 'The caller leaves after three words; the model stops writing.'
show "post /v1/chat '{\"messages\": [{\"role\": \"user\", \"content\": \"Tell a long story.\"}], \"max_tokens\": 1500, \"stream\": true}' | grep -m 3 delta"
wait_for_line 'Disconnected from client' model.log
show 'grep "Disconnected from client" model.log'

heading 'Two streams at once' 'The model answers one after the other; the gateway keeps both callers and mixes nothing.'
post /v1/chat '{"messages": [{"role": "user", "content": "Name three fruits."}], "temperature": 0, "max_tokens": 40, "stream": true}' --output fruits.sse &
fruits=$!
post /v1/chat '{"messages": [{"role": "user", "content": "Name three animals."}], "temperature": 0, "max_tokens": 40, "stream": true}' --output animals.sse &
wait "$fruits" $!
show 'text_of fruits.sse'
show 'text_of animals.sse'

heading 'What the log says' 'After some failures in a row the dead connection is left out, and only tried again now and then.'
newest=$(newest_request)
show 'latentkit logs'
show "latentkit explain $newest"

[ "$failures" -eq 0 ] || stop_with "$failures of these commands failed."
