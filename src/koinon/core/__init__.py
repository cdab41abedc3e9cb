"""What all modules stand on: one app with rooms.

places, people, record, flow, clock, notify, jobs, files, search, i18n and web. A room is a
package; modules import what they need from it directly, and core imports no module.
"""
