import numpy as np
import torch

def gradient_descent(grad, start, learning_rate=0.1, steps=100):
    x = torch.tensor(start)
    return x
