"""Who does the tasks: this process, or a pool of others. Results do not depend on it.

Workers are spawned, never forked: they start clean, on every system alike.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol, TypeVar

from sim import plugins
from sim.errors import RunError

T_contra = TypeVar("T_contra", contravariant=True)
D_co = TypeVar("D_co", covariant=True)
T = TypeVar("T")
D = TypeVar("D")


class Job(Protocol[T_contra, D_co]):
    """What can be done anywhere: it pickles, and so do its tasks and what comes of them."""

    def do(self, task: T_contra, /) -> D_co:
        """Do a task."""


_JOB: list[Job[Any, Any]] = []
"""The worker's job, sent once when it starts."""


def execute(
    job: Job[T_contra, D_co], tasks: Sequence[T_contra], jobs: int, plugin_files: Sequence[str] = ()
) -> Generator[D_co, None, None]:
    """Do all tasks with at most `jobs` processes, yielding what comes of each as it is done.

    Raises
    ------
    RunError
        If a worker died.
    """
    with crew(job, min(jobs, len(tasks)), plugin_files) as do:
        yield from do(tasks)


@contextlib.contextmanager
def crew(
    job: Job[T, D], workers: int, plugin_files: Sequence[str] = ()
) -> Iterator[Callable[[Sequence[T]], Iterable[D]]]:
    """Processes that stay for more than one list of tasks; none are started before the first.

    Raises
    ------
    RunError
        If a worker died.
    """
    if workers <= 1:
        yield lambda tasks: map(job.do, tasks)
        return
    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_begin, initargs=(Plugged(tuple(plugin_files)), job)
    )

    def do(tasks: Sequence[T]) -> Iterator[D]:
        with _deaf():
            futures = [executor.submit(_do, task) for task in tasks]
        for future in as_completed(futures):
            yield future.result()

    try:
        yield do
    except BrokenProcessPool:
        raise RunError("a worker process died, perhaps for want of memory; try fewer --jobs") from None
    except BaseException:
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Start workers that never hear Ctrl-C: the parent does and ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heard)


class Plugged:
    """Plug-in files that load wherever this object is unpickled, so before the job that follows it and needs them."""

    def __init__(self, files: tuple[str, ...]) -> None:
        self.files = files

    def __reduce__(self) -> tuple[Callable[[tuple[str, ...]], Plugged], tuple[tuple[str, ...]]]:
        """Rebuild by loading."""
        return plug, (self.files,)


def plug(files: tuple[str, ...]) -> Plugged:
    """Load plug-in files in this process."""
    for file in files:
        plugins.load(file)
    return Plugged(files)


def _begin(_: Plugged, job: Job[Any, Any]) -> None:
    """Start a worker: take the job, and leave with the parent even when that is killed."""
    _JOB[:] = [job]
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(task: Any) -> Any:
    return _JOB[0].do(task)
