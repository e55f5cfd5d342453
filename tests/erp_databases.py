"""Copies of the database under test, for processes that tests start."""

import os
import shutil
from contextlib import suppress

import psycopg2

import odoo.sql_db
from odoo.tools import config


def connect(database, **settings):
    """:param settings: of the connection, instead of the ERP's
    :returns: a connection of its own, every statement committed at once"""
    _, info = odoo.sql_db.connection_info_for(database)
    connection = psycopg2.connect(**{**info, **settings})
    connection.autocommit = True
    return connection


def connect_as_superuser(database):
    """:returns: a connection that may set foreign keys aside; None where nobody who
    runs tests may have one"""
    for settings in ({}, {"user": "postgres"}):
        with suppress(psycopg2.OperationalError):
            connection = connect(database, **settings)
            with connection.cursor() as cr:
                cr.execute("SHOW is_superuser")
                if cr.fetchone() == ("on",):
                    return connection
            connection.close()
    return None


def server_sql(statement):
    """Run a statement about databases, on none of them."""
    connection = connect("postgres")
    try:
        with connection.cursor() as cr:
            cr.execute(statement)
    finally:
        connection.close()


def drop(database):
    """Drop a database, ending the ERP's sessions on it.

    ``WITH (FORCE)`` would be refused while autovacuum is at work there, which is not
    ours to end; without it PostgreSQL sends autovacuum away by itself.
    """
    server_sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{database}' AND usename = current_user"
    )
    server_sql(f'DROP DATABASE IF EXISTS "{database}"')
    shutil.rmtree(config.filestore(database), ignore_errors=True)


def copy(source, database):
    """Copy a database nobody is connected to, in place of an older copy; its files,
    which are never changed in place, are shared."""
    drop(database)
    server_sql(f'CREATE DATABASE "{database}" TEMPLATE "{source}"')
    files = config.filestore(source)
    if os.path.exists(files):
        shutil.copytree(files, config.filestore(database), copy_function=os.link)


def copy_of_tested(purpose):
    """Copy the database under test, in place of an older copy.

    :returns: name of the copy, which whoever asked has to drop
    """
    source = config["db_name"]
    source = source[0] if isinstance(source, list) else source
    # named after it, so that who clears up after killed tests finds it
    name = f"{source}_{purpose}"
    # A database can be copied only while nobody is connected to it.
    odoo.sql_db.close_db(source)
    copy(source, name)
    return name
