"""jupyter_kernel_test, Jupyter's own test of a kernel, with samples in Go. Every test of it runs; none is skipped."""

import base64
import binascii
import json

from jupyter_kernel_test import IopubWelcomeTests, KernelTests

KERNEL = "threadboost"


def frame(message):
    """What package show writes for a piece, here as the text of a Go string."""
    text = base64.b64encode(json.dumps(message).encode()).decode().rstrip("=")
    head = f"{binascii.crc32(text.encode()):016x};1;1;"
    return rf"\x1b]7777;{head}{binascii.crc32((head + text).encode()):08x};{text}\a"


def result(text):
    """A cell with a result. Go has none; what a cell writes for one is passed on."""
    return f"""%%\nfmt.Print("{frame({"type": "execute_result", "data": {"text/plain": text}, "metadata": {}})}")"""


def body(*lines):
    return "\n".join(["%%", *lines])


SHOW = 'import "threadboost/lib/show"\n'


class Kernel(KernelTests):
    kernel_name = KERNEL
    language_name = "go"
    file_extension = ".go"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kc.execute_interactive(body('fmt.Println("warm")'), timeout=120)  # the first build, on a cold machine

    code_hello_world = body('fmt.Println("hello, world")')
    code_stderr = body('fmt.Fprintln(os.Stderr, "oh")')
    code_page_something = "%help"
    code_clear_output = SHOW + body('show.Text("first")', "show.Clear()", 'show.Text("second")')
    code_inspect_sample = body("fmt.Println")
    code_display_data = [
        {"code": SHOW + body('show.Text("some text")'), "mime": "text/html"},
        {"code": SHOW + body('show.Markdown("# a title")'), "mime": "text/markdown"},
        {"code": SHOW + body('show.Image([]byte("<svg/>"), "a picture", "")'), "mime": "text/html"},
        {"code": 'import "github.com/janpfeifer/gonb/gonbui"\n' + body('gonbui.DisplayHTML("<b>bold</b>")', "gonbui.Sync()"), "mime": "text/html"},
    ]
    code_execute_result = [{"code": result("forty-two"), "result": "forty-two"}, {"code": result("seven"), "result": "seven"}]
    code_history_pattern = code_execute_result[1]["code"].replace("[", "?").replace("]", "?")
    supported_history_operations = ("tail", "range", "search")
    completion_samples = [
        {"text": body("fmt.Sscanl"), "matches": {"Sscanln"}},
        {"text": body("strings.EqualF"), "matches": {"EqualFold"}},
        {"text": body("fmt.Println(strings.HasPref"), "matches": {"HasPrefix"}},
        {"text": body("nothing.Here"), "matches": set()},
    ]
    complete_code_samples = [
        "",
        "func f() int { return 1 }",
        body("for i := range 3 {", "\tfmt.Println(i)", "}"),
        "!ls",
        "%%bash\nls | wc\n\n",
        "%time\n" + body("fmt.Println()"),
    ]
    incomplete_code_samples = ["func f() {", body("for i := range 3 {"), body("fmt.Println("), "var s = `abc", "import (", "%%bash\nls | wc"]
    invalid_code_samples = [body("}"), body('fmt.Println("abc)')]

    errors = {
        "a compile error": body("x := 1"),
        "a statement without %%": "fmt.Println(1)",
        "a panic": body("panic(1)"),
        "an exit": body("os.Exit(3)"),
        "a deadlock": body("<-make(chan int)"),
        "a command that fails": "!false",
        "a line that is none": "%nonsense",
    }

    def test_error(self):
        for name, code in self.errors.items():
            with self.subTest(name):
                self.code_generate_error = code
                super().test_error()


class Welcome(IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


del KernelTests, IopubWelcomeTests  # or unittest would run them for themselves
