import subprocess


def convert(request):
    # ruleid: program-argument-from-request
    subprocess.run(["git", "clone", request.POST["url"]])
    # ruleid: program-argument-from-request
    subprocess.check_output(["convert", "in.png", request.GET.get("out", "x")], timeout=5)
    # ruleid: program-argument-from-request
    subprocess.run(request.POST["command"], shell=True)
    url = request.POST["url"]
    # ruleid: program-argument-from-request
    subprocess.Popen(["git", "clone", url])


def safe(request):
    # ok: program-argument-from-request
    subprocess.run(["convert", "in.png", "out.png"])
    # ok: program-argument-from-request
    subprocess.run(["nice", str(int(request.GET["n"]))])
    size = request.GET["size"]
    if size not in ("small", "large"):
        raise ValueError(size)
    # ok: program-argument-from-request
    subprocess.run(["convert", size])


def one_of(request):
    size = request.GET["size"]
    if size in ("small", "large"):
        # ok: program-argument-from-request
        subprocess.run(["convert", size])
