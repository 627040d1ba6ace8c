from shlex import quote


def remote(client, path):
    # ruleid: ssh-command-formatted
    client.exec_command("ls " + path)
    # ruleid: ssh-command-formatted
    client.exec_command(f"tail {path}", timeout=5)
    # ok: ssh-command-formatted
    client.exec_command("uptime")
    # ok: ssh-command-formatted
    client.exec_command(f"tail {quote(path)}")
