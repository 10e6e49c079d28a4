"""The benchmark: Chancery beside a bare Flask route, in the same image, behind the same nginx."""
