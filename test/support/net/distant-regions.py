"""Regions of a world, as far apart as they are told: packets between network namespaces come later, or not at all.

A TUN device in each namespace leads here; this process carries what comes out of one into another. For kernels without
netem. Arguments: one JSON object { seed, loss, regions: [{ name, namespace, network }], delaysMs: { "a b": ms } }, where
the namespace "" is this machine's own. Lines on standard input: `cut NAME` and `join NAME`.
"""
import ctypes
import fcntl
import heapq
import json
import os
import random
import selectors
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
CLONE_NEWNET = 0x40000000
UDP = 17
MOST_WAITING = 20000

libc = ctypes.CDLL(None, use_errno=True)
home = os.open("/proc/self/ns/net", os.O_RDONLY)


def enter(fd):
    if libc.setns(fd, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def open_tun(namespace, device, network):
    if namespace:
        fd = os.open("/run/netns/" + namespace, os.O_RDONLY)
        enter(fd)
        os.close(fd)
    try:
        tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", device.encode(), IFF_TUN | IFF_NO_PI))
        for command in (
            ["ip", "addr", "add", f"{network}.1/24", "dev", device],
            ["ip", "link", "set", device, "mtu", "1500", "txqueuelen", "2000", "up"],
        ):
            subprocess.run(command, check=True)
        return tun
    finally:
        enter(home)


def main():
    world = json.loads(sys.argv[1])
    chance = random.Random(world["seed"])
    regions = world["regions"]
    tuns = {one["name"]: open_tun(one["namespace"], one["device"], one["network"]) for one in regions}
    # Each knows the way to all others only now that all are there.
    for one in regions:
        if one["namespace"]:
            # A browser takes a machine without a way out for one without a network.
            subprocess.run(["ip", "-n", one["namespace"], "route", "add", "default", "dev", one["device"]], check=True)
            continue
        for other in regions:
            if other is not one:
                subprocess.run(["ip", "route", "add", f"{other['network']}.0/24", "dev", one["device"]], check=True)
    by_network = {bytes(int(part) for part in one["network"].split(".")): one["name"] for one in regions}
    delays = {frozenset(key.split(" ")): ms / 1000 for key, ms in world["delaysMs"].items()}
    away, waiting, counter = set(), [], 0
    watch = selectors.DefaultSelector()
    for name, tun in tuns.items():
        watch.register(tun, selectors.EVENT_READ, name)
    watch.register(sys.stdin, selectors.EVENT_READ, None)
    print("ready", flush=True)
    while True:
        timeout = max(0, waiting[0][0] - time.monotonic()) if waiting else 1
        for key, _ in watch.select(timeout):
            if key.data is None:
                words = sys.stdin.readline().split()
                if not words:
                    return
                (away.add if words[0] == "cut" else away.discard)(words[1])
                continue
            try:
                packet = os.read(key.fd, 2048)
            except BlockingIOError:
                continue
            to = by_network.get(packet[16:19])
            if packet[0] >> 4 != 4 or to is None or key.data in away or to in away:
                continue
            if packet[9] == UDP and chance.random() < world["loss"]:
                continue
            if len(waiting) < MOST_WAITING:
                counter += 1
                due = time.monotonic() + delays[frozenset((key.data, to))]
                heapq.heappush(waiting, (due, counter, to, packet))
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, to, packet = heapq.heappop(waiting)
            if to not in away:
                try:
                    os.write(tuns[to], packet)
                except OSError:
                    pass  # Its queue is full: lost, as on a real way.


main()
