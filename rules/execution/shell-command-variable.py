import os
import subprocess

UPDATE = "git pull"


def run(command, arguments):
    # ruleid: shell-command-variable
    subprocess.run(command, shell=True)
    # ruleid: shell-command-variable
    os.system(command)
    # ruleid: shell-command-variable
    subprocess.Popen(" ".join(arguments), shell=True)
    # ok: shell-command-variable
    subprocess.run(arguments)
    # ok: shell-command-variable
    subprocess.run(command, shell=False)
    # ok: shell-command-variable
    subprocess.run("git pull", shell=True)
    # ok: shell-command-variable
    os.system(UPDATE)
    # ok: shell-command-variable
    subprocess.run(f"git pull {command}", shell=True)
    # ok: shell-command-variable
    subprocess.run("git pull " + command, shell=True)
    # ok: shell-command-variable
    subprocess.run("git pull %s" % command, shell=True)
    # ok: shell-command-variable
    subprocess.run("git pull {}".format(command), shell=True)
    line = f"git pull {command}"
    # ok: shell-command-variable
    subprocess.run(line, shell=True)


def named(request):
    command = request.POST["command"]
    # ok: shell-command-variable
    os.system(command)
