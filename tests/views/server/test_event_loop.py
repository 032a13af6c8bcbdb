"""Small answers leave at once, also over a socket like the one that Streamlit opens for the server itself."""

from __future__ import annotations

import asyncio
import socket

import uvicorn


async def delay_of_a_connection():
    taken = asyncio.get_running_loop().create_future()

    class Server(asyncio.Protocol):
        def connection_made(self, transport):
            taken.set_result(transport)

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    server = await asyncio.get_running_loop().create_server(Server, sock=listener)
    async with server:
        _, writer = await asyncio.open_connection(*listener.getsockname())
        transport = await taken
        delays = transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
        transport.close()
        writer.close()
        await writer.wait_closed()
    return delays


def test_the_loop_that_uvicorn_takes_by_itself_sends_at_once():
    loop = uvicorn.Config(app="streamlit_app:app").get_loop_factory()
    with asyncio.Runner(loop_factory=loop) as runner:
        assert not runner.run(delay_of_a_connection())
