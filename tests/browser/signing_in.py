"""Signing in to the demonstration as one of its people, and sending its forms."""

PASSWORD = "thread-of-2007"  # noqa: S105  # the demonstration prints it on its pages


def press(button):
    """Press a button or link that leads to a page and wait for that page: a click returns before the answer is there, and whoever goes on at once takes the step back."""
    with button.page.expect_navigation():
        button.click()


def sign_in(page, role):
    page.goto("/sign-in/")
    page.locator("input[name=username]").fill(f"{role}@demo.example")
    page.locator("input[name=password]").fill(PASSWORD)
    press(page.locator("form.form button.button-primary"))
    page.wait_for_url("**/")
