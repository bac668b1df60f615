#!/usr/bin/env bash
# Trains on the hosts of a host file, reached by ssh.
#
# Usage: jobs/run-cluster.sh HOSTFILE JOB [ARGUMENTS OF pathline train]
#   PATHLINE_RANKS    ranks to start; by default all slots of the host file
#   PATHLINE_BIND     core (default), or none on hosts that run other programs too
#   PATHLINE_NETWORK  the network that joins the hosts, as 10.1.0.0/16; needed when hosts have interfaces that lead
#                     nowhere, which shows as a run that hangs in its first message
#   PATHLINE          the program; by default the release build of this checkout
#
# The program, the job, the data and the output directory have the same path on every host (a shared file system), and
# the hosts have the same Open MPI and the CPU that PATHLINE_MARCH named when Pathline was built: docs/cluster.md.
#
# Ctrl-C once: the ranks write a checkpoint and stop with exit code 6; the same command with --resume goes on from
# there. Ctrl-C twice: they stop at once.

set -euo pipefail
# shellcheck source=jobs/launch.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/launch.sh"
[[ $# -ge 2 ]] || usage "$0"
hostfile=$1
shift
[[ -r $hostfile ]] || { printf 'There is no host file %s.\n' "$hostfile" >&2; exit 2; }
require_program
prepare_mpi

bind=${PATHLINE_BIND:-core}
# A rank computes in one thread: neighbours in rank order share a host, and each keeps its core and its cache.
options=(--hostfile "$hostfile" --map-by core --bind-to core)
if [[ $bind == none ]]; then options=(--hostfile "$hostfile" --map-by core "${shared_machine[@]}"); fi
if [[ -n ${PATHLINE_RANKS:-} ]]; then options+=(-np "$PATHLINE_RANKS"); fi
launch mpirun "${options[@]}" "$pathline" train "$@"
