def partial_derivative(f, point, variable_index, h=1e-7)
    p = point
