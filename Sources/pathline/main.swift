print("pathline")
