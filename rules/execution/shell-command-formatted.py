import os
import shlex
import subprocess
import sys
from subprocess import check_output

BINARY = "convert"


def convert(name, request, count):
    # ruleid: shell-command-formatted
    os.system("convert " + name)
    # ruleid: shell-command-formatted
    os.popen(f"identify {name}")
    # ruleid: shell-command-formatted
    subprocess.run("convert %s out.png" % name, shell=True)
    # ruleid: shell-command-formatted
    subprocess.Popen("convert {} out.png".format(name), shell=True)
    # ruleid: shell-command-formatted
    check_output("convert " + name + " out.png", shell=True)
    # ruleid: shell-command-formatted
    subprocess.getoutput(f"identify {name}")
    # ruleid: shell-command-formatted
    os.system("ping " + request.GET["host"])
    command = f"convert {name} out.png"
    # ruleid: shell-command-formatted
    subprocess.call(command, shell=True)
    # ok: shell-command-formatted
    subprocess.run(["convert", name, "out.png"])
    # ok: shell-command-formatted
    subprocess.run("ls | wc -l", shell=True)
    # ok: shell-command-formatted
    subprocess.run(f"convert {shlex.quote(name)} out.png", shell=True)
    # ok: shell-command-formatted
    subprocess.run(f"{BINARY} --version", shell=True)
    # ok: shell-command-formatted
    os.system("renice " + "10")
    # ok: shell-command-formatted
    os.system(f"sleep {int(count)}")
    # ok: shell-command-formatted
    subprocess.run([f"--size={count}"], shell=False)
    # ok: shell-command-formatted
    subprocess.run(f"{sys.executable} manage.py check", shell=True)


def memory(pid, name, column):
    # ok: shell-command-formatted
    os.popen("ps -p %d -o %s | tail -1" % (os.getpid(), "rss"))
    # ok: shell-command-formatted
    os.popen("ps -p %d -o rss" % pid)
    # ok: shell-command-formatted
    os.popen(f"ps -p {self.worker_pid} -o rss")
    # ruleid: shell-command-formatted
    os.popen("ps -p %d -o %s | tail -1" % (pid, column))
