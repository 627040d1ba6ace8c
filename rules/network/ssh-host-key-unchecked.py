import paramiko
from paramiko import AutoAddPolicy, SSHClient
from paramiko.client import WarningPolicy


def connect(client):
    # ruleid: ssh-host-key-unchecked
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    # ruleid: ssh-host-key-unchecked
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy)
    # ruleid: ssh-host-key-unchecked
    client.set_missing_host_key_policy(AutoAddPolicy())
    # ruleid: ssh-host-key-unchecked
    client.set_missing_host_key_policy(WarningPolicy())
    # ok: ssh-host-key-unchecked
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    # ok: ssh-host-key-unchecked
    client.load_system_host_keys()
