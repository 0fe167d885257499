#!/usr/bin/env bash
# Grades every folder in /submissions, and writes a report for each to /results.
umask 077
exec /opt/gradus/venv/bin/python -P -m gradus autograde /bundle --in /
