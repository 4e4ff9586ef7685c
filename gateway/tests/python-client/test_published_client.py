"""The published client, unmodified, against a running gateway whose route ends at the sandbox.

Every test states a promise to the users of that client: what it sends is understood, and what it parses is there.
"""

import asyncio
import os
import uuid

import httpx
import pytest
from latentkit import AsyncLatentKit, LatentKit, LatentKitAPIError

URL = os.environ["LATENTKIT_BASE_URL"]
LIVE_KEY = os.environ["LATENTKIT_API_KEY"]
TEST_KEY = os.environ["LATENTKIT_TEST_KEY"]
HELLO = [{"role": "user", "content": "Say hello to the client."}]


@pytest.fixture
def client():
    with LatentKit() as client:
        yield client


def read_stream(events):
    """As the client's own README reads a stream: every event that is neither an error nor the end has a delta."""
    text, last, done = "", None, False
    for event in events:
        assert event.event != "error", event.data
        if event.is_done:
            done = True
            break
        text += event.data["delta"]
        last = event.data
    assert done
    return text, last


def test_chat_create(client):
    answer = client.chat.create(messages=HELLO, max_tokens=100, response_profile="balanced")
    assert answer["content"]
    assert answer["finish_reason"] == "stop"
    assert answer["route"]["response_profile"] == "balanced"
    assert answer["id"].startswith("req_")


def test_chat_stream_says_the_same_as_create(client):
    whole = client.chat.create(messages=HELLO)
    text, last = read_stream(client.chat.stream(messages=HELLO))
    assert text == whole["content"]
    assert last["finish_reason"] == "stop"
    assert last["usage"] == whole["usage"]


def test_a_silent_stream_is_kept_alive_without_an_event_that_the_client_could_stumble_over(client):
    # 16 s of silence: one heartbeat at 15 s.
    text, _ = read_stream(client.chat.stream(messages=[{"role": "user", "content": "sandbox:slow 16000"}]))
    assert text


def test_completions_create_and_stream(client):
    whole = client.completions.create(prompt="Write one line.", system="Be brief.")
    text, _ = read_stream(client.completions.stream(prompt="Write one line.", system="Be brief."))
    assert whole["content"] == text


def test_embeddings(client):
    answer = client.embeddings.create(input=["one", "two"], dimensions=8)
    assert len(answer["embeddings"]) == 2
    assert answer["dimensions"] == 8
    assert [row["index"] for row in answer["data"]] == [0, 1]


def test_image(client):
    answer = client.image.generate(prompt="A clean product icon", size="1024x1024")
    assert answer["images"][0].get("url") or answer["images"][0]["b64_json"]


def test_vision_create_and_stream(client):
    image = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    whole = client.vision.create(prompt="What is this?", image_base64=image)
    text, _ = read_stream(client.vision.stream(prompt="What is this?", image_base64=image))
    assert whole["content"] == text
    assert client.vision.create(prompt="What is this?", image_url="https://example.com/cat.png")["content"]


def test_me(client):
    me = client.me.retrieve()
    assert me["policy"]["published"] is True
    assert me["policy"]["model_count"] == len(me["policy"]["models"]) == 1
    assert me["policy"]["models"][0]["rank"] == 1
    assert me["auth"]["credential_type"] == "api_key"


def test_extra_body_passes_tools(client):
    tools = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}}]
    answer = client.chat.create(messages=HELLO, extra_body={"tools": tools, "tool_choice": "required"})
    assert answer["finish_reason"] == "tool_calls"
    assert answer["tool_calls"][0]["function"]["name"] == "look"


def test_the_error_class_has_status_code_and_request_id():
    with LatentKit(api_key="lk_live_unknown_key_0123456789abcdef") as client, pytest.raises(LatentKitAPIError) as raised:
        client.chat.create(messages=HELLO)
    error = raised.value
    assert (error.status_code, error.code) == (401, "invalid_api_key")
    assert error.request_id.startswith("req_")
    assert "not known" in str(error)


def test_an_error_of_a_stream_before_its_first_event_keeps_its_http_status():
    """0.2.1 looks at the body of a refused stream without reading it, and httpx objects.

    An HTTP client that reads refusals before they are looked at gives the client's own error class; docs/clients.md
    tells users so.
    """

    def read_refusal(response):
        if response.is_error:
            response.read()

    refused = [{"role": "user", "content": "sandbox:error budget_exceeded"}]
    with LatentKit(api_key=TEST_KEY) as client, pytest.raises(httpx.ResponseNotRead):
        list(client.chat.stream(messages=refused))
    with httpx.Client(event_hooks={"response": [read_refusal]}) as http_client:
        client = LatentKit(api_key=TEST_KEY, http_client=http_client)
        with pytest.raises(LatentKitAPIError) as raised:
            list(client.chat.stream(messages=refused))
    assert (raised.value.status_code, raised.value.code) == (402, "budget_exceeded")
    assert raised.value.request_id.startswith("req_")


def test_validation_names_the_field(client):
    with pytest.raises(LatentKitAPIError) as raised:
        client.chat.create(messages=HELLO, max_tokens=0)
    assert raised.value.status_code == 400
    assert raised.value.body["param"] == "max_tokens"


@pytest.mark.parametrize("key", ["model", "provider", "route", "policy"])
def test_the_client_refuses_routing_fields_and_so_does_the_gateway(client, key):
    with pytest.raises(ValueError):
        client.chat.create(messages=HELLO, extra_body={key: "x"})


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.speech.create(input="hi"),
        lambda client: client.transcription.create(audio={"base64": "AAAA"}),
        lambda client: client.translation.create(audio={"base64": "AAAA"}),
        lambda client: client.video.generate(prompt="x"),
        lambda client: client.queue.create(endpoint="chat", payload={"messages": HELLO}),
        lambda client: client.agents.sessions.create(task="x"),
        lambda client: client.ide_auth.create_session({}),
        lambda client: client.control.list_apps(),
    ],
)
def test_what_this_version_does_not_offer_is_a_clear_404(client, call):
    with pytest.raises(LatentKitAPIError) as raised:
        call(client)
    assert (raised.value.status_code, raised.value.code) == (404, "not_found")
    assert raised.value.request_id.startswith("req_")


def test_the_async_client():
    async def run():
        async with AsyncLatentKit() as client:
            whole = await client.chat.create(messages=HELLO)
            text = ""
            async for event in client.chat.stream(messages=HELLO):
                assert event.event != "error"
                if event.is_done:
                    break
                text += event.data["delta"]
            assert text == whole["content"]
            assert (await client.completions.create(prompt="One line."))["content"]
            assert (await client.embeddings.create(input="one"))["dimensions"] > 0
            assert (await client.image.generate(prompt="icon"))["images"]
            assert (await client.vision.create(prompt="What?", image_url="https://example.com/cat.png"))["content"]
            assert (await client.me.retrieve())["policy"]["name"]
            with pytest.raises(LatentKitAPIError) as raised:
                await client.chat.create(messages=[])
            assert raised.value.code == "validation_error"

    asyncio.run(run())


def test_an_idempotency_key_gets_the_first_answer_again_and_another_body_is_a_conflict():
    with LatentKit(headers={"Idempotency-Key": f"python-{uuid.uuid4()}"}) as client:
        first = client.chat.create(messages=HELLO)
        assert client.chat.create(messages=HELLO) == first
        with pytest.raises(LatentKitAPIError) as refused:
            client.chat.create(messages=HELLO, max_tokens=7)
    assert (refused.value.status_code, refused.value.code) == (409, "idempotency_conflict")


def test_a_stream_with_an_idempotency_key_is_read_again_as_it_was():
    with LatentKit(headers={"Idempotency-Key": f"python-{uuid.uuid4()}"}) as client:
        first = read_stream(client.chat.stream(messages=HELLO))
        assert first[0]
        assert read_stream(client.chat.stream(messages=HELLO)) == first


def test_the_gateway_itself_refuses_routing_fields():
    response = httpx.post(
        f"{URL}/v1/chat", headers={"Authorization": f"Bearer {LIVE_KEY}"}, json={"messages": HELLO, "models": ["x"]}
    )
    assert response.status_code == 400
    assert response.json()["reason"] == "forbidden_field"
