"""The pages, one file each; app/main.py puts them into the navigation."""
