"""The subcommands of `maitu`, one a module, each called `command` there."""
