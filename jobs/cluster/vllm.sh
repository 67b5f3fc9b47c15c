#!/bin/bash
# vLLM servers beside a job, under SLURM: one server per GPU node, then the run on the first node's CPUs.
#   sbatch --export=ALL,MODEL=Qwen/Qwen3-VL-8B-Instruct,PICTURES=/shared/pictures,OUT=/shared/runs/x jobs/cluster/vllm.sh
# `vllm` is installed in an environment of its own (VLLM, default ~/vllm): its pins and Ray's are not this project's.
# A job that was preempted goes on where OUT stands: answers that were received are never asked for again.
#SBATCH --job-name=multigrain-vllm
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --time=24:00:00
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --mem=128G
#SBATCH --gpus-per-node=1

set -euo pipefail
: "${MODEL:?give the model: --export=ALL,MODEL=...}" "${PICTURES:?give the pictures}" "${OUT:?give the run folder}"
cd "${SLURM_SUBMIT_DIR:?run this with sbatch from the repository root}"
port=$((8000 + SLURM_JOB_ID % 1000))
VLLM=${VLLM:-$HOME/vllm}

urls=()
for node in $(scontrol show hostnames "$SLURM_JOB_NODELIST"); do
    # half of the GPU: the rest is GroundingDINO's, which runs on the first node
    srun --nodes=1 --ntasks=1 --nodelist="$node" --overlap \
        "$VLLM/bin/vllm" serve "$MODEL" --port "$port" --gpu-memory-utilization 0.6 &
    urls+=("http://$node:$port/v1")
done
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

for url in "${urls[@]}"; do
    until curl --silent --fail "$url/models" >/dev/null; do sleep 5; done
done
VLLM_URL=$(IFS=,; echo "${urls[*]}")
export VLLM_URL MODEL PICTURES
srun --nodes=1 --ntasks=1 --overlap .venv/bin/multigrain run jobs/synthesize-vllm.yaml --set out="$OUT"
