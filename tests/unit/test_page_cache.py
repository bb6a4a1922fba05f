"""The store of ready pages: its memory, its threads, and what it forgets first."""

import gc
import random
import string
import threading
import tracemalloc

import pytest

from eventsite.web.page_cache import Address, Basis, CachedPage, PageCache, weight


def page(path="/events/x", body=b"words", *, headers=(), seen=1, locale="en_GB"):
    made = CachedPage.made(Address("example.org", path, locale, None), Basis(seen, "x"), "text/html", body)
    return made if not headers else CachedPage(
        made.address, made.basis, made.media_type, made.body, made.zipped, made.etag, made.zipped_etag, headers
    )


def noise(count, seed=0):
    return "".join(random.Random(seed).choices(string.ascii_letters, k=count))


def test_everything_that_a_page_holds_is_counted():
    plain, size = page(), 10_000
    bodies = page(body=noise(size).encode())
    assert weight(bodies) - weight(plain) >= size + len(bodies.zipped) - 100
    assert weight(page(path="/" + noise(size))) - weight(plain) >= size - 100
    assert weight(page(headers=(("X-Long", noise(size)),))) - weight(plain) >= size
    assert weight(page(seen=tuple(noise(100, seed) for seed in range(100)))) - weight(plain) >= size


@pytest.mark.parametrize("size", [10, 3000])
def test_the_bound_holds_in_real_memory_with_many_pages(size):
    bound = 1_000_000
    tracemalloc.start()
    try:
        cache = PageCache(bound)
        before = tracemalloc.get_traced_memory()[0]
        for number in range(4000):
            headers = tuple((f"X-{name}", noise(30, number)) for name in range(3))
            cache.put(page(f"/events/{noise(20, number)}", noise(size, number).encode(), headers=headers))
        gc.collect()  # rings of what is gone may wait for it, and are not the cache's
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert bound * 0.9 < cache.used <= bound
    assert taken <= bound
    assert taken > bound / 2


def test_what_was_not_asked_for_longest_goes_first():
    one, two, three = (page(f"/{n}", noise(1000, n).encode()) for n in (1, 2, 3))
    cache = PageCache(weight(one) + weight(two) + 100)
    cache.put(one)
    cache.put(two)
    assert cache.get(one.address) is one
    cache.put(three)
    assert cache.get(two.address) is None
    assert cache.get(one.address) is one
    assert cache.get(three.address) is three


def test_a_newer_page_takes_the_place_of_the_older_one():
    cache = PageCache()
    cache.put(page(body=b"old"))
    cache.put(newer := page(body=b"new", seen=2))
    assert cache.get(newer.address) is newer
    assert cache.used == weight(newer)


def test_a_page_larger_than_the_cache_is_not_kept():
    cache = PageCache(5000)
    cache.put(small := page("/small"))
    cache.put(page("/large", noise(9000).encode()))
    assert cache.get(page("/large").address) is None
    assert cache.get(small.address) is small


def test_threads_may_read_and_write_at_once():
    pages = [page(f"/{number}", noise(500, number).encode()) for number in range(60)]
    cache, wrong, start = PageCache(20 * weight(pages[0])), [], threading.Barrier(4)

    def work(seed):
        dice = random.Random(seed)
        start.wait()
        try:
            for _turn in range(4000):
                chosen = dice.choice(pages)
                found = cache.get(chosen.address)
                if found is None:
                    cache.put(chosen)
                elif found.body != chosen.body:
                    wrong.append(chosen.address)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert cache.used == sum(weight(p) for p in pages if cache.get(p.address))
