"""Small files of each format, made up for these tests."""

PSPLIB = """\
************************************************************************
file with basedata            : made_up.bas
initial value random generator: 1
************************************************************************
projects                      :  1
jobs (incl. supersource/sink ):  5
horizon                       :  20
RESOURCES
  - renewable                 :  2   R
  - nonrenewable              :  1   N
  - doubly constrained        :  0   D
************************************************************************
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    1      3      2       9        6        8
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        2          1           4
   3        1          1           5
   4        1          1           5
   5        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2  N 1
------------------------------------------------------------------------
  1      1     0       0    0    0
  2      1     3       2    0    4
         2     5       1    0    0
  3      1     4       0    3    0
  4      1     2       1    1    1
  5      1     0       0    0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2  N 1
    2    3    6
************************************************************************
"""

MMLIB = """\
jobs  (incl. supersource/sink ):\t3
RESOURCES
- renewable                 : 1 R
- nonrenewable              : 0 N
- doubly constrained        : 0 D
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
1\t1\t1\t\t2 \n2\t2\t1\t\t3 \n3\t1\t0\t\t
************************************************************************
REQUESTS/DURATIONS
jobnr.\tmode\tdur\tR1\t
------------------------------------------------------------------------
1\t1\t0\t0\t
2\t1\t2\t2\t
\t2\t4\t1\t
3\t1\t0\t0\t
************************************************************************

 RESOURCE AVAILABILITIES
\tR 1
\t2

************************************************************************
"""

RCPSP_MAX = """\
2 1 0 0
0 1 2 1 2 [0] [3]
1 1 2 2 3 [4] [5]
2 1 2 1 3 [-6] [2]
3 1 0
0 1 0 0
1 1 5 1
2 1 2 2
3 1 0 0
2
"""

MPLIB = """\
  2
   2
     5     7

   3    0
   1    1

   0   0   0   1 1:2
   4   5   1   1 1:3
   0   0   0   0

   3    6
   0    1

   0   0   0   1 2:2
   3   0   7   1 2:3
   0   0   0   0
"""

MISTA = """\
2
0
5
one.mm
4
8
one.mm
3
4 -1 -1
"""


def factory() -> dict:
    """Two jobs of two tasks on two machines and a renewable; each job's first task can go on either machine."""

    def task(job: int, **more: object) -> dict:
        return {
            "job": job,
            "earliest_start": 0,
            "latest_start": 2**42,
            "earliest_end": 0,
            "latest_end": 2**42,
            "allow_idle": False,
            "allow_breaks": False,
            "optional": False,
            "name": "",
            **more,
        }

    def mode(of: int, resources: list[int], duration: int, demands: list[int]) -> dict:
        return {"task": of, "resources": resources, "duration": duration, "demands": demands, "name": ""}

    def machine(name: str) -> dict:
        return {"breaks": [], "no_idle": False, "name": name, "type": "machine"}

    job = {"weight": 1, "release_date": 0, "deadline": 2**42, "due_date": float("inf")}
    return {
        "jobs": [{**job, "tasks": [0, 1], "name": "a"}, {**job, "tasks": [2, 3], "name": "b"}],
        "resources": [machine("m0"), machine("m1"), {"capacity": 3, "breaks": [], "name": "hands", "type": "renewable"}],
        "tasks": [task(0), task(0, allow_idle=True), task(1), task(1)],
        "modes": [
            mode(0, [0, 2], 5, [0, 1]),
            mode(0, [1, 2], 7, [0, 2]),
            mode(1, [0], 3, [0]),
            mode(1, [1], 3, [0]),
            mode(2, [0], 4, [0]),
            mode(2, [1], 4, [0]),
            mode(3, [1, 2], 2, [0, 0]),
        ],
        "constraints": {
            "end_before_start": [{"task1": 0, "task2": 1, "delay": 0}, {"task1": 2, "task2": 3, "delay": -1}],
            "start_at_end": [{"task1": 0, "task2": 2, "delay": 4}],
            "identical_resources": [{"task1": 1, "task2": 1}, {"task1": 1, "task2": 2}],
            "different_resources": [{"task1": 0, "task2": 2}],
            "consecutive": [{"task1": 0, "task2": 1}],
            "mode_dependencies": [{"mode1": 1, "modes2": [3]}, {"mode1": 4, "modes2": [5, 2]}],
            "setup_times": [
                {"machine": 0, "task1": 0, "task2": 2, "duration": 3.0},
                {"machine": 0, "task1": 2, "task2": 0, "duration": 6},
                {"machine": 0, "task1": 1, "task2": 3, "duration": 9},
            ],
        },
        "objective": {"weight_makespan": 1, "weight_tardy_jobs": 0},
    }
