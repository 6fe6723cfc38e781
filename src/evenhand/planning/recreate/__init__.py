"""Ruin and recreate: take some projects out, put them in again in another order, keep what is better.

The principle is Schrimpf, Schneider, Stamm-Wilbrandt & Dueck (2000); taking out what lies near each other follows Christiaens & Vanden
Berghe (2020). Everything runs in compiled kernels on arrays, thousands of projects put in a second.
"""
