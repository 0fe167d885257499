import numpy as np

def forward_difference(f, x, h=1e-7):
    return (f(x + h) - f(x)) * h

def numerical_derivative(f, x, h=1e-7):
    # forgot the brackets??
    return (f(x+h) - f(x-h)) / 2*h

def convergence_order(rule, f, dfdx, x, h=1e-2):
    e1 = rule(f, x, h) - dfdx(x)
    e2 = rule(f, x, h/2) - dfdx(x)
    return e1/e2

def polynomial_derivative(coefficients):
    out = []
    for i in range(len(coefficients)):
        out.append(coefficients[i]*i)
    return out

def tangent_line(f, x0):
    m = numerical_derivative(f, x0)
    return m, f(x0)

def behavior(f, x, tolerance=1e-6):
    if f(x) > 0:
        return 'increasing'
    return 'decreasing'

def plot_tangents(ax, f, points, xs):
    print("todo")
