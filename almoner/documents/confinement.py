"""What a process gives up before it looks at a file that a stranger made."""

from __future__ import annotations

import resource


def confine(*, memory_bytes: int, cpu_seconds: int, file_bytes: int = 0, files: int = 3, threads: bool = False) -> None:
    """Limit this process for good: memory, CPU time, size of files written, open files, new threads and processes.

    With `files` at 3 nothing more can be opened at all, a socket included. At the soft limit of time a
    process is told why it ends (SIGXCPU); a second later it is only killed.
    """
    limits = [
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, files),
    ]
    if not threads:
        limits.append((resource.RLIMIT_NPROC, 0))
    for what, most in limits:
        _, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        grace = 1 if what == resource.RLIMIT_CPU and least != hard else 0
        resource.setrlimit(what, (least, least + grace))
