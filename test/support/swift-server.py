"""Runs OpenStack Swift with its S3 interface on loopback: one replica, every server in this one process.

Arguments: an empty folder, the port of the S3 interface, and three more free ports. The keys are test:tester and testing.
Ends when its standard input does.
"""

import os
import sys

import eventlet

eventlet.patcher.monkey_patch(all=False, socket=True, select=True, thread=True)

from eventlet import wsgi
from swift.common.ring import RingBuilder
import logging
from swift.common.wsgi import SwiftHttpProtocol, loadapp

folder, proxy_port, *node_ports = sys.argv[1:]
host = '127.0.0.1'
kinds = ['account', 'container', 'object']

NODE = """
[DEFAULT]
user = root
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""

FILTERS = ['catch_errors', 'gatekeeper', 'healthcheck', 'memcache', 'listing_formats', 'bulk', 's3api', 'tempauth',
           'copy', 'slo', 'dlo', 'versioned_writes', 'symlink']

PROXY = """
[DEFAULT]
user = root
swift_dir = {folder}
[pipeline:main]
pipeline = {filters} proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
"""

OPTIONS = {
    'tempauth': 'user_test_tester = testing .admin',
    'versioned_writes': 'allow_object_versioning = true',
    # There is none, and it goes on without.
    'memcache': 'memcache_servers = 127.0.0.1:1',
    's3api': 'min_segment_size = 1048576',
}


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, 'w') as file:
        file.write(text)
    return path


def ring(kind, port):
    builder = RingBuilder(4, 1, 0)
    builder.add_dev({'region': 1, 'zone': 1, 'ip': host, 'port': port, 'replication_ip': host,
                     'replication_port': port, 'device': 'd1', 'weight': 1.0})
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, kind + '.ring.gz'))


def serve(path, port):
    listener = eventlet.listen((host, int(port)), backlog=128)
    app = loadapp(path)
    eventlet.spawn(wsgi.server, listener, app, logging.getLogger('swift'), protocol=SwiftHttpProtocol, log_output=False,
                   custom_pool=eventlet.GreenPool(256))


os.makedirs(os.path.join(folder, 'devices', 'd1'))
for kind, port in zip(kinds, node_ports):
    ring(kind, int(port))
    serve(write(kind + '.conf', NODE.format(folder=folder, kind=kind)), port)

proxy = PROXY.format(folder=folder, filters=' '.join(FILTERS))
for name in FILTERS:
    proxy += '[filter:{0}]\nuse = egg:swift#{0}\n{1}\n'.format(name, OPTIONS.get(name, ''))
serve(write('proxy.conf', proxy), proxy_port)
print('swift is ready', flush=True)

eventlet.hubs.trampoline(0, read=True)
