// Small trees of our own: a Django project, and a change to it that plants faults on lines we know.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "./process.mjs";

const FILES = {
  "manage.py": `#!/usr/bin/env python
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
`,
  "config/__init__.py": "",
  "config/settings.py": `import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "shop"]
ROOT_URLCONF = "config.urls"
`,
  "config/urls.py": `from django.urls import path

from shop import views

urlpatterns = [path("sum/", views.total), path("old/", views.old)]
`,
  "requirements.txt": "Django==5.2.8\n",
  "shop/__init__.py": "",
  "shop/views.py": `import pickle

from django.http import HttpResponse


def total(request):
    return HttpResponse(str(sum(int(each) for each in request.GET.getlist("n"))))


def old(request):
    return HttpResponse(str(pickle.loads(request.body)))
`,
  "shop/templates/shop/hello.html": "<p>{{ name }}</p>\n",
};

/** The file that a change adds, and the lines of it on which a built-in rule must find something. */
export const PLANTED = {
  path: "shop/réports/sales export.py", // Accents and a blank, which every part of the way must survive.
  text: `import pickle

from django.http import HttpResponse


def calculate(request):
    return HttpResponse(str(eval(request.GET["expression"])))


def restore(request):
    note = "🔒 not plain"; basket = pickle.loads(request.body)
    return HttpResponse(f"{note}{basket}")
`,
  lines: [7, 11],
};

/** The folder of the small project, one finding old in it (`pickle.loads` in shop/views.py). */
export function smallProject() {
  const folder = temporaryFolder("project");
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Three comment lines on top: what a meanwhile-moved base branch does to the lines of a file. */
export const shifted = (text) => `# Meanwhile,\n# on the base branch,\n# three lines more.\n${text}`;

/** Appended to a file of the head branch: one planted fault, below everything. */
export const appended = (text) => `${text}\n\ndef planted_by_the_rig(request):\n    return eval(request.GET["planted"])\n`;
