"""Signing in to the demonstration as one of its people."""

PASSWORD = "thread-of-2007"  # noqa: S105  # the demonstration prints it on its pages


def sign_in(page, role):
    page.goto("/sign-in/")
    page.locator("input[name=username]").fill(f"{role}@demo.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form.form button.button-primary").click()
    page.wait_for_url("**/")
