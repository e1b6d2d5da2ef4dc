"""An old TLS before an exchange: takes TLS 1.0 and nothing newer, and hands on
what is within. Prints its port.

    python3 old_tls.py CERTIFICATE KEY PORT
"""
import socket
import ssl
import sys
import threading

certificate, key, port = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
context.set_ciphers("ALL:@SECLEVEL=0")
context.load_cert_chain(certificate, key)


def hand_on(source, to):
    try:
        while data := source.recv(65536):
            to.sendall(data)
        to.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # one of them has gone, and the other one sees it


with socket.create_server(("127.0.0.1", 0)) as listener:
    print(listener.getsockname()[1], flush=True)
    while True:
        raw = listener.accept()[0]
        try:
            peer = context.wrap_socket(raw, server_side=True)
        except OSError:
            continue  # it wants a newer one
        exchange = socket.create_connection(("127.0.0.1", int(port)))
        for pair in ((peer, exchange), (exchange, peer)):
            threading.Thread(target=hand_on, args=pair, daemon=True).start()
